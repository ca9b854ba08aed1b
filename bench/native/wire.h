/*
 * What the bench's native programs share: a clock, and finding where HTTP/1.1 messages end without
 * keeping their bodies.
 */
#ifndef WIRE_H
#define WIRE_H

#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/** One line on stderr, and the end. */
__attribute__((noreturn, format(printf, 1, 2))) static void die(const char *format, ...) {
  va_list values;
  va_start(values, format);
  vfprintf(stderr, format, values);
  va_end(values);
  fputc('\n', stderr);
  exit(1);
}

static void *need(void *memory) {
  if (memory == NULL) die("Out of memory");
  return memory;
}

/** Milliseconds of the clock that process.hrtime() shows too. */
static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/** A whole number of the command line or the input. */
static long number_of(const char *text) {
  char *end;
  long number = strtol(text, &end, 10);
  if (end == text || number < 0) die("\"%s\" is no number", text);
  return number;
}

/** Reads exactly so many bytes of standard input. */
static char *read_bytes(size_t length) {
  char *bytes = need(malloc(length + 1));
  if (fread(bytes, 1, length, stdin) != length) die("The input ends too early");
  bytes[length] = '\0';
  return bytes;
}

enum { HEAD_LIMIT = 16384 };

/** Where a message stands. */
enum message_state { IN_HEAD, IN_BODY, IN_CHUNK_SIZE, IN_CHUNK, IN_TRAILER, UNTIL_CLOSE, COMPLETE };

struct message {
  enum message_state state;
  /** Head bytes so far; the whole head, ended by a zero, once the state has gone on. */
  char head[HEAD_LIMIT];
  size_t head_length;
  /** Bytes still to come of the body or the chunk. */
  uint64_t left;
  /** The line of a chunk's size, or of a trailer, as far as it is there. */
  char line[64];
  size_t line_length;
  /** Bytes of the body so far, without its framing. */
  uint64_t body_bytes;
};

static void message_begin(struct message *message) {
  message->state = IN_HEAD;
  message->head_length = 0;
  message->line_length = 0;
  message->body_bytes = 0;
}

/** The value of a header, or NULL. */
static const char *header_of(const struct message *message, const char *name) {
  size_t length = strlen(name);
  const char *line = strstr(message->head, "\r\n");
  while (line != NULL) {
    line += 2;
    if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
      line += length + 1;
      while (*line == ' ') line += 1;
      return line;
    }
    line = strstr(line, "\r\n");
  }
  return NULL;
}

/** How the body comes, by the head; an answer without a length lasts as long as its connection. */
static enum message_state body_state(struct message *message) {
  const char *coding = header_of(message, "transfer-encoding");
  if (coding != NULL && strncasecmp(coding, "chunked", 7) == 0) return IN_CHUNK_SIZE;
  const char *length = header_of(message, "content-length");
  if (length == NULL) return strncmp(message->head, "HTTP/", 5) == 0 ? UNTIL_CLOSE : COMPLETE;
  message->left = (uint64_t)number_of(length);
  return message->left == 0 ? COMPLETE : IN_BODY;
}

/** Takes head bytes; gives how many of them belong to the head. */
static size_t take_head(struct message *message, const char *data, size_t length) {
  size_t before = message->head_length;
  size_t room = HEAD_LIMIT - 1 - before;
  size_t taken = length < room ? length : room;
  memcpy(message->head + before, data, taken);
  size_t from = before < 3 ? 0 : before - 3;
  char *end = memmem(message->head + from, before + taken - from, "\r\n\r\n", 4);
  if (end == NULL) {
    if (taken == room) die("A head of more than %d bytes", HEAD_LIMIT);
    message->head_length = before + taken;
    return taken;
  }
  // The last line keeps its end, so that every header is followed by one.
  message->head_length = (size_t)(end + 2 - message->head);
  message->head[message->head_length] = '\0';
  message->state = body_state(message);
  return message->head_length + 2 - before;
}

/** Takes bytes up to the end of a line; gives how many, and says whether the line has ended. */
static size_t take_line(struct message *message, const char *data, size_t length, int *has_ended) {
  const char *end = memchr(data, '\n', length);
  size_t taken = end == NULL ? length : (size_t)(end - data) + 1;
  for (size_t at = 0; at < taken; at += 1) {
    if (message->line_length < sizeof(message->line) - 1) {
      message->line[message->line_length++] = data[at];
    }
  }
  *has_ended = end != NULL;
  message->line[message->line_length] = '\0';
  if (*has_ended) message->line_length = 0;
  return taken;
}

/** Takes bytes of a chunk's size or the lines after the last chunk. */
static size_t take_framing(struct message *message, const char *data, size_t length) {
  int has_ended;
  size_t taken = take_line(message, data, length, &has_ended);
  if (!has_ended) return taken;
  int is_empty = strcmp(message->line, "\r\n") == 0;
  if (message->state == IN_TRAILER) {
    if (is_empty) message->state = COMPLETE;
  } else if (!is_empty) {
    message->left = strtoull(message->line, NULL, 16);
    message->state = message->left == 0 ? IN_TRAILER : IN_CHUNK;
  }
  return taken;
}

/** Takes bytes of the body itself. */
static size_t take_body(struct message *message, size_t length) {
  size_t taken = length < message->left ? length : (size_t)message->left;
  message->left -= taken;
  message->body_bytes += taken;
  if (message->left == 0) message->state = message->state == IN_CHUNK ? IN_CHUNK_SIZE : COMPLETE;
  return taken;
}

/** Takes the next bytes of a connection; gives how many of them belong to this message. */
static size_t message_take(struct message *message, const char *data, size_t length) {
  size_t at = 0;
  while (at < length && message->state != COMPLETE) {
    switch (message->state) {
      case IN_HEAD:
        at += take_head(message, data + at, length - at);
        break;
      case IN_BODY:
      case IN_CHUNK:
        at += take_body(message, length - at);
        break;
      case IN_CHUNK_SIZE:
      case IN_TRAILER:
        at += take_framing(message, data + at, length - at);
        break;
      case UNTIL_CLOSE:
        message->body_bytes += length - at;
        at = length;
        break;
      case COMPLETE:
        break;
    }
  }
  return at;
}

#endif
