/*
 * Google as fast as a machine can play it: canned answers, one thread, epoll. The answers come on
 * standard input, as answers.ts writes them. Prints its address and serves until it is killed.
 */
#include "wire.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RULE_LIMIT = 32, EVENT_LIMIT = 512, READ_BYTES = 1 << 20 };

/** An answer: the pieces it is sent in, how long one comes after the other, whether it is cut off then. */
struct rule {
  char *match;
  double every_ms;
  int is_cut;
  size_t piece_count;
  char **pieces;
  size_t *lengths;
};

struct connection {
  int fd;
  struct message request;
  /** The answer under way, or NULL; its pieces before `piece` are sent. */
  const struct rule *rule;
  size_t piece;
  /** What is being written of the piece. */
  char *stamped;
  const char *unsent;
  size_t unsent_length;
  double due_ms;
  int waits_for_room;
  /** In the list of those whose next piece comes later. */
  struct connection *next;
  struct connection *previous;
};

static struct rule rules[RULE_LIMIT];
static size_t rule_count;
static struct connection waiting;
static int poll_fd;

/** `<pieces> <milliseconds> <cut> <match>` and then each piece: its length, a line end, its bytes. */
static void read_rules(void) {
  char match[256];
  long pieces;
  double every_ms;
  int is_cut;
  while (scanf("%ld %lf %d %255[^\n]", &pieces, &every_ms, &is_cut, match) == 4) {
    if (rule_count == RULE_LIMIT) die("More than %d answers", RULE_LIMIT);
    struct rule *rule = &rules[rule_count++];
    rule->match = need(strdup(match));
    rule->every_ms = every_ms;
    rule->is_cut = is_cut;
    rule->piece_count = (size_t)pieces;
    rule->pieces = need(calloc(rule->piece_count, sizeof(char *)));
    rule->lengths = need(calloc(rule->piece_count, sizeof(size_t)));
    for (size_t at = 0; at < rule->piece_count; at += 1) {
      long length;
      if (scanf("%ld", &length) != 1 || getchar() != '\n') die("A piece without its length");
      rule->lengths[at] = (size_t)length;
      rule->pieces[at] = read_bytes((size_t)length);
    }
  }
  if (rule_count == 0) die("No answers on standard input");
}

static const struct rule *rule_for(const char *head) {
  const char *end = strstr(head, "\r\n");
  size_t length = end == NULL ? strlen(head) : (size_t)(end - head);
  for (size_t at = 0; at < rule_count; at += 1) {
    if (memmem(head, length, rules[at].match, strlen(rules[at].match)) != NULL) return &rules[at];
  }
  die("No answer for %.*s", (int)length, head);
}

static void leave_waiting(struct connection *connection) {
  if (connection->next == NULL) return;
  connection->next->previous = connection->previous;
  connection->previous->next = connection->next;
  connection->next = NULL;
}

static void enter_waiting(struct connection *connection) {
  connection->next = waiting.next;
  connection->previous = &waiting;
  waiting.next->previous = connection;
  waiting.next = connection;
}

static void end(struct connection *connection) {
  leave_waiting(connection);
  close(connection->fd);
  free(connection->stamped);
  free(connection);
}

static void listen_for_room(struct connection *connection, int is_wanted) {
  if (connection->waits_for_room == is_wanted) return;
  connection->waits_for_room = is_wanted;
  struct epoll_event event = {.events = EPOLLIN | (is_wanted ? EPOLLOUT : 0),
                              .data.ptr = connection};
  epoll_ctl(poll_fd, EPOLL_CTL_MOD, connection->fd, &event);
}

/** Makes the next piece ready; one that holds a stamp gets the time of now. */
static void load_piece(struct connection *connection) {
  const struct rule *rule = connection->rule;
  const char *piece = rule->pieces[connection->piece];
  connection->unsent = piece;
  connection->unsent_length = rule->lengths[connection->piece];
  connection->piece += 1;
  if (rule->every_ms == 0) return;
  const char *stamp = memchr(piece, '@', connection->unsent_length);
  if (stamp == NULL) return;
  connection->stamped = need(realloc(connection->stamped, connection->unsent_length));
  memcpy(connection->stamped, piece, connection->unsent_length);
  char text[32];
  snprintf(text, sizeof(text), "@%014.3f@", now_ms());
  memcpy(connection->stamped + (stamp - piece), text, strlen(text));
  connection->unsent = connection->stamped;
}

/** Sends what may be sent by now. Gives -1 when the connection is to be closed, or is. */
static int advance(struct connection *connection) {
  while (connection->rule != NULL) {
    if (connection->unsent_length > 0) {
      ssize_t sent =
          send(connection->fd, connection->unsent, connection->unsent_length, MSG_NOSIGNAL);
      if (sent < 0 && errno != EAGAIN) return -1;
      if (sent > 0) {
        connection->unsent += sent;
        connection->unsent_length -= (size_t)sent;
      }
      listen_for_room(connection, connection->unsent_length > 0);
      if (connection->unsent_length > 0) return 0;
    }
    if (connection->piece == connection->rule->piece_count) {
      if (connection->rule->is_cut) return -1;
      connection->rule = NULL;
      message_begin(&connection->request);
      return 0;
    }
    // The head goes at once; events follow, one per interval, whatever the one before took.
    if (connection->piece > 0 && connection->rule->every_ms > 0) {
      if (connection->next == NULL) {
        connection->due_ms += connection->rule->every_ms;
        enter_waiting(connection);
        return 0;
      }
      if (connection->due_ms > now_ms()) return 0;
      leave_waiting(connection);
    }
    load_piece(connection);
  }
  return 0;
}

static int read_request(struct connection *connection) {
  static char data[READ_BYTES];
  ssize_t length = recv(connection->fd, data, sizeof(data), 0);
  if (length < 0 && errno == EAGAIN) return 0;
  if (length <= 0) return -1;
  if (connection->rule != NULL) die("A request before the answer to the one before has ended");
  size_t taken = message_take(&connection->request, data, (size_t)length);
  if (connection->request.state != COMPLETE) return 0;
  if (taken < (size_t)length) die("A request behind another, before its answer");
  connection->rule = rule_for(connection->request.head);
  connection->piece = 0;
  connection->due_ms = now_ms();
  return advance(connection);
}

static void accept_all(int server) {
  for (;;) {
    int fd = accept4(server, NULL, NULL, SOCK_NONBLOCK);
    if (fd < 0) return;
    int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    struct connection *connection = need(calloc(1, sizeof(struct connection)));
    connection->fd = fd;
    message_begin(&connection->request);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &event);
  }
}

static int open_server(void) {
  int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof(address);
  if (bind(server, (struct sockaddr *)&address, length) < 0 || listen(server, 4096) < 0 ||
      getsockname(server, (struct sockaddr *)&address, &length) < 0) {
    die("No port: %s", strerror(errno));
  }
  printf("http://127.0.0.1:%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return server;
}

/** Sends the pieces that are due; gives the milliseconds until the next one is, -1 for never. */
static int send_due(void) {
  double soonest_ms = -1;
  double at_ms = now_ms();
  for (struct connection *each = waiting.next, *after; each != &waiting; each = after) {
    after = each->next;
    if (each->due_ms <= at_ms && advance(each) < 0) {
      end(each);
      continue;
    }
    if (each->next != NULL && (soonest_ms < 0 || each->due_ms < soonest_ms)) {
      soonest_ms = each->due_ms;
    }
  }
  if (soonest_ms < 0) return -1;
  double left_ms = soonest_ms - now_ms();
  return left_ms <= 0 ? 0 : (int)left_ms + 1;
}

int main(void) {
  waiting.next = waiting.previous = &waiting;
  read_rules();
  poll_fd = epoll_create1(0);
  int server = open_server();
  struct epoll_event entrance = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(poll_fd, EPOLL_CTL_ADD, server, &entrance);
  struct epoll_event events[EVENT_LIMIT];
  for (;;) {
    int count = epoll_wait(poll_fd, events, EVENT_LIMIT, send_due());
    for (int at = 0; at < count; at += 1) {
      struct connection *connection = events[at].data.ptr;
      if (connection == NULL) {
        accept_all(server);
        continue;
      }
      int outcome = 0;
      if ((events[at].events & EPOLLOUT) != 0) outcome = advance(connection);
      if (outcome == 0 && (events[at].events & ~(uint32_t)EPOLLOUT) != 0) {
        outcome = read_request(connection);
      }
      if (outcome < 0) end(connection);
    }
  }
}
