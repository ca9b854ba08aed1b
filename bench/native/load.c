/*
 * The load generator: as many connections as asked for, one request at a time on each, one thread,
 * epoll.
 *
 *   load <port> <connections> <requests> <milliseconds>
 *
 * gives out requests until there were so many or so long has passed, waits for the last answers and
 * prints what it saw as JSON (LoadResult in load-order.ts; times in microseconds). The requests come
 * on standard input, each as `<leaves> <length>`, a line end and its bytes, and are sent in turns;
 * after one that leaves, the connection is closed at the first byte of the answer's body.
 */
#include "wire.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SHOT_LIMIT = 64, EVENT_LIMIT = 512, READ_BYTES = 1 << 20, STATUS_LIMIT = 600 };
/** "@" and milliseconds with ten digits before the point and three after it, and "@". */
enum { STAMP_BYTES = 16 };
static const int SILENCE_LIMIT_MS = 120 * 1000;

struct shot {
  int leaves;
  char *bytes;
  size_t length;
};

struct connection {
  int fd;
  const struct shot *shot;
  size_t sent;
  double started_ms;
  int has_first;
  int waits_for_room;
  struct message answer;
  /** The beginning of a stamp whose end has not come yet. */
  char stamp[STAMP_BYTES];
  size_t stamp_length;
};

/** Microseconds, as many as come. */
struct times {
  uint32_t *values;
  size_t count;
  size_t room;
};

static struct shot shots[SHOT_LIMIT];
static size_t shot_count;
static struct sockaddr_in address;
static int poll_fd;
static long requests_left;
static size_t requests_given;
static double end_ms;
static size_t active;
static long statuses[STATUS_LIMIT];
static long left_early;
static struct times totals, firsts, events;
/** Events that came in one read with the one before, though they were sent apart. */
static long joined;
static uint64_t shortest = UINT64_MAX, longest;
static char first_failure[400];

static void record(struct times *times, double ms) {
  if (times->count == times->room) {
    times->room = times->room == 0 ? 4096 : times->room * 2;
    times->values = need(realloc(times->values, times->room * sizeof(uint32_t)));
  }
  times->values[times->count++] = ms <= 0 ? 0 : (uint32_t)(ms * 1000 + 0.5);
}

static void read_shots(void) {
  long leaves, length;
  while (scanf("%ld %ld", &leaves, &length) == 2) {
    if (getchar() != '\n') die("A request without its line end");
    if (shot_count == SHOT_LIMIT) die("More than %d requests", SHOT_LIMIT);
    shots[shot_count++] =
        (struct shot){(int)leaves, read_bytes((size_t)length), (size_t)length};
  }
  if (shot_count == 0) die("No requests on standard input");
}

/** A connection of the kernel's own making on loopback, so it need not be waited for. */
static void open_connection(struct connection *connection) {
  connection->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connection->fd < 0 ||
      connect(connection->fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
    die("No connection: %s", strerror(errno));
  }
  int yes = 1;
  setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  fcntl(connection->fd, F_SETFL, O_NONBLOCK);
  connection->waits_for_room = 0;
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
  epoll_ctl(poll_fd, EPOLL_CTL_ADD, connection->fd, &event);
}

static void listen_for_room(struct connection *connection, int is_wanted) {
  if (connection->waits_for_room == is_wanted) return;
  connection->waits_for_room = is_wanted;
  struct epoll_event event = {.events = EPOLLIN | (is_wanted ? EPOLLOUT : 0),
                              .data.ptr = connection};
  epoll_ctl(poll_fd, EPOLL_CTL_MOD, connection->fd, &event);
}

/** Sends what there is room for. An error shows when the answer is read. */
static void send_rest(struct connection *connection) {
  size_t left = connection->shot->length - connection->sent;
  ssize_t sent =
      send(connection->fd, connection->shot->bytes + connection->sent, left, MSG_NOSIGNAL);
  if (sent > 0) connection->sent += (size_t)sent;
  int is_stuck = sent < 0 && errno != EAGAIN;
  listen_for_room(connection, !is_stuck && connection->sent < connection->shot->length);
}

/** The next request, or the end of this connection when there is none left. */
static void next_request(struct connection *connection) {
  if (requests_left == 0 || now_ms() > end_ms) {
    if (connection->fd >= 0) close(connection->fd);
    active -= 1;
    return;
  }
  if (connection->fd < 0) open_connection(connection);
  requests_left -= 1;
  connection->shot = &shots[requests_given++ % shot_count];
  connection->sent = 0;
  connection->has_first = 0;
  connection->stamp_length = 0;
  message_begin(&connection->answer);
  connection->started_ms = now_ms();
  send_rest(connection);
}

/** Keeps what the first bad answer said, in letters that JSON takes as they are. */
static void keep_failure(const char *text, size_t length) {
  if (first_failure[0] != '\0') return;
  size_t room = sizeof(first_failure) - 1;
  if (length > room) length = room;
  for (size_t at = 0; at < length; at += 1) {
    char letter = text[at];
    first_failure[at] = letter < ' ' || letter > '~' || letter == '\\' || letter == '"' ? ' ' : letter;
  }
}

static int status_of(const struct connection *connection) {
  if (connection->answer.state == IN_HEAD) return 0;
  int status = atoi(connection->answer.head + strlen("HTTP/1.1 "));
  return status < 0 || status >= STATUS_LIMIT ? 0 : status;
}

/** An answer is over: whole, or cut off, which counts as status 0. */
static void finish(struct connection *connection, int is_whole) {
  int status = is_whole ? status_of(connection) : 0;
  statuses[status] += 1;
  if (status == 200) {
    record(&totals, now_ms() - connection->started_ms);
    uint64_t bytes = connection->answer.body_bytes;
    if (bytes < shortest) shortest = bytes;
    if (bytes > longest) longest = bytes;
  } else if (!is_whole) {
    keep_failure("cut off", 7);
  }
  const char *lasting = is_whole ? header_of(&connection->answer, "connection") : NULL;
  int is_last = lasting != NULL && strncasecmp(lasting, "close", 5) == 0;
  if (!is_whole || is_last || connection->answer.state == UNTIL_CLOSE) {
    close(connection->fd);
    connection->fd = -1;
  }
  next_request(connection);
}

/** Takes the times out of events that carry one, also where a read ended within it. */
static void read_stamps(struct connection *connection, const char *data, size_t length) {
  double at_ms = now_ms();
  int count = 0;
  const char *end = data + length;
  while (data < end) {
    if (connection->stamp_length == 0) {
      data = memchr(data, '@', (size_t)(end - data));
      if (data == NULL) break;
    }
    size_t missing = STAMP_BYTES - connection->stamp_length;
    size_t taken = (size_t)(end - data) < missing ? (size_t)(end - data) : missing;
    memcpy(connection->stamp + connection->stamp_length, data, taken);
    connection->stamp_length += taken;
    data += taken;
    if (connection->stamp_length < STAMP_BYTES) break;
    connection->stamp_length = 0;
    if (connection->stamp[STAMP_BYTES - 1] != '@') continue;
    record(&events, at_ms - strtod(connection->stamp + 1, NULL));
    count += 1;
  }
  if (count > 1) joined += count - 1;
}

static void read_answer(struct connection *connection) {
  static char data[READ_BYTES];
  ssize_t length = recv(connection->fd, data, sizeof(data), 0);
  if (length < 0 && errno == EAGAIN) return;
  if (length <= 0) {
    finish(connection, length == 0 && connection->answer.state == UNTIL_CLOSE);
    return;
  }
  size_t taken = message_take(&connection->answer, data, (size_t)length);
  if (taken < (size_t)length) die("More than one answer to a request");
  int status = status_of(connection);
  if (status != 200 && status != 0) keep_failure(data, (size_t)length);
  if (!connection->has_first && connection->answer.body_bytes > 0) {
    connection->has_first = 1;
    record(&firsts, now_ms() - connection->started_ms);
    if (connection->shot->leaves) {
      left_early += 1;
      close(connection->fd);
      connection->fd = -1;
      next_request(connection);
      return;
    }
  }
  read_stamps(connection, data, (size_t)length);
  if (connection->answer.state == COMPLETE) finish(connection, 1);
}

static int by_size(const void *one, const void *other) {
  uint32_t left = *(const uint32_t *)one, right = *(const uint32_t *)other;
  return left < right ? -1 : left > right;
}

static void print_times(const char *name, struct times *times) {
  qsort(times->values, times->count, sizeof(uint32_t), by_size);
  uint32_t p50 = 0, p99 = 0;
  if (times->count > 0) {
    p50 = times->values[(times->count - 1) / 2];
    p99 = times->values[(size_t)((double)(times->count - 1) * 0.99)];
  }
  printf("\"%s\":{\"count\":%zu,\"p50\":%u,\"p99\":%u},", name, times->count, p50, p99);
}

static void print_result(double elapsed_ms) {
  printf("{\"elapsedMs\":%.3f,\"leftEarly\":%ld,\"joined\":%ld,", elapsed_ms, left_early, joined);
  print_times("total", &totals);
  print_times("first", &firsts);
  print_times("event", &events);
  if (totals.count == 0) shortest = 0;
  printf("\"shortestBody\":%llu,\"longestBody\":%llu,", (unsigned long long)shortest,
         (unsigned long long)longest);
  if (first_failure[0] != '\0') printf("\"firstFailure\":\"%s\",", first_failure);
  printf("\"statuses\":{");
  const char *comma = "";
  for (int status = 0; status < STATUS_LIMIT; status += 1) {
    if (statuses[status] == 0) continue;
    printf("%s\"%d\":%ld", comma, status, statuses[status]);
    comma = ",";
  }
  printf("}}\n");
}

int main(int count, char **values) {
  if (count != 5) die("load <port> <connections> <requests> <milliseconds>");
  address = (struct sockaddr_in){.sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)number_of(values[1])),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  size_t connection_count = (size_t)number_of(values[2]);
  requests_left = number_of(values[3]);
  read_shots();
  poll_fd = epoll_create1(0);
  struct connection *connections = need(calloc(connection_count, sizeof(struct connection)));
  for (size_t at = 0; at < connection_count; at += 1) open_connection(&connections[at]);
  double started_ms = now_ms();
  end_ms = started_ms + (double)number_of(values[4]);
  active = connection_count;
  for (size_t at = 0; at < connection_count; at += 1) next_request(&connections[at]);
  struct epoll_event ready[EVENT_LIMIT];
  while (active > 0) {
    int ready_count = epoll_wait(poll_fd, ready, EVENT_LIMIT, SILENCE_LIMIT_MS);
    if (ready_count == 0) die("Nothing came for two minutes");
    for (int at = 0; at < ready_count; at += 1) {
      struct connection *connection = ready[at].data.ptr;
      if ((ready[at].events & EPOLLOUT) != 0) send_rest(connection);
      if ((ready[at].events & ~(uint32_t)EPOLLOUT) != 0) read_answer(connection);
    }
  }
  print_result(now_ms() - started_ms);
}
