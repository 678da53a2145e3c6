/* The floor of the fan-out: one process, one thread, one send() for each subscriber and event, and nothing else.
 *
 * usage: floor PORT CONTROL_PORT
 * Whoever connects to PORT is a subscriber; no handshake, it only gets ready-made websocket frames.
 * A line with a number on the control connection publishes that many events, one after another.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 20000, PAYLOAD = 390, HEADER = 4 };

static int subscribers[MOST];
static int subscribed;
static char frame[HEADER + PAYLOAD];

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 4096)) {
        perror("listen");
        exit(1);
    }
    return fd;
}

static int accept_one(int listener) {
    int yes = 1, fd = accept(listener, NULL, NULL);
    if (fd >= 0) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return fd;
}

/* {"t":"event","seq":1000000,"fill":"xxx…"} of exactly 390 bytes, as every other server here sends. */
static void prepare(void) {
    frame[0] = (char)0x81;
    frame[1] = 126;
    frame[2] = PAYLOAD >> 8;
    frame[3] = (char)(PAYLOAD & 0xff);
    int used = sprintf(frame + HEADER, "{\"t\":\"event\",\"seq\":1000000,\"fill\":\"");
    memset(frame + HEADER + used, 'x', PAYLOAD - used - 2);
    memcpy(frame + HEADER + PAYLOAD - 2, "\"}", 2);
}

static void publish(long number) {
    char digits[8];
    snprintf(digits, sizeof digits, "%07ld", number % 10000000);
    memcpy(strstr(frame + HEADER, "\"seq\":") + 6, digits, 7);
    for (int i = 0; i < subscribed; i++) {
        size_t sent = 0;
        while (sent < sizeof frame) {
            ssize_t n = send(subscribers[i], frame + sent, sizeof frame - sent, MSG_NOSIGNAL);
            if (n <= 0) break;
            sent += (size_t)n;
        }
    }
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    struct pollfd watched[3] = {{listen_on(atoi(argv[1])), POLLIN, 0}, {listen_on(atoi(argv[2])), POLLIN, 0}, {-1, POLLIN, 0}};
    long number = 1000000;
    char line[64];
    prepare();
    for (;;) {
        poll(watched, 3, -1);
        if (watched[0].revents & POLLIN && subscribed < MOST) {
            int fd = accept_one(watched[0].fd);
            if (fd >= 0) subscribers[subscribed++] = fd;
        }
        if (watched[1].revents & POLLIN) {
            int fd = accept_one(watched[1].fd);
            if (watched[2].fd >= 0) close(watched[2].fd);
            watched[2].fd = fd;
        }
        if (watched[2].fd >= 0 && watched[2].revents) {
            ssize_t n = read(watched[2].fd, line, sizeof line - 1);
            if (n <= 0) {
                close(watched[2].fd);
                watched[2].fd = -1;
                continue;
            }
            line[n] = 0;
            for (long left = atol(line); left > 0; left--) publish(++number);
        }
    }
}
