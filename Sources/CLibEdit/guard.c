// Puts the terminal back on every way out. All of it may run in a signal handler, on any thread.
#include "clibedit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static struct termios original;
static int terminal = -1;
static char reset_text[64];
static size_t reset_length;
static atomic_bool is_armed;
static atomic_uint seen;
/// A byte in it wakes whoever waits for keys; nothing is lost between a look and a wait.
static int wake[2] = {-1, -1};

/// Signals that only tell: a line is being edited, and goes on being edited.
static const int telling[] = {SIGINT, SIGWINCH, SIGCONT, SIGTSTP};
/// Signals that end the process unless someone else has a handler for them.
static const int ending[] = {SIGTERM, SIGHUP,  SIGQUIT, SIGABRT,   SIGSEGV, SIGBUS,
                             SIGILL,  SIGFPE,  SIGTRAP, SIGSYS,    SIGALRM, SIGPIPE,
                             SIGUSR1, SIGUSR2, SIGXCPU, SIGVTALRM, SIGPROF};
enum { telling_count = sizeof(telling) / sizeof(telling[0]) };
enum { ending_count = sizeof(ending) / sizeof(ending[0]) };

struct previous {
  struct sigaction action;
  bool is_replaced;
};
static struct previous before_telling[telling_count];
static struct previous before_ending[ending_count];

/// The stack for handlers when the process has no other left: it ran out of stack.
static char spare_stack[65536];

void clibedit_guard_restore(void) {
  if (!atomic_exchange(&is_armed, false)) return;
  const int error = errno;
  tcsetattr(terminal, TCSANOW, &original);
  size_t written = 0;
  while (written < reset_length) {
    const ssize_t count = write(terminal, reset_text + written, reset_length - written);
    if (count <= 0) break;
    written += (size_t)count;
  }
  errno = error;
}

static void tell(unsigned what) {
  const int error = errno;
  atomic_fetch_or(&seen, what);
  if (write(wake[1], "", 1) < 0) {
    // It is full, so whoever waits is about to wake anyway.
  }
  errno = error;
}

static void on_telling(int number) {
  switch (number) {
    case SIGINT: tell(clibedit_signal_interrupt); break;
    case SIGWINCH: tell(clibedit_signal_resize); break;
    case SIGCONT: tell(clibedit_signal_continue); break;
    case SIGTSTP: tell(clibedit_signal_suspend); break;
    default: break;
  }
}

static void on_ending(int number, siginfo_t *info, void *context) {
  (void)context;
  if (atomic_load(&is_armed)) {
    clibedit_guard_restore();
    // What comes next, the shell's prompt or the story of a crash, begins a line of its own.
    if (write(terminal, "\r\n", 2) < 0) {
      // The terminal is gone; there is nobody to tell.
    }
  }
  for (int index = 0; index < ending_count; index++) {
    if (ending[index] == number && before_ending[index].is_replaced) {
      before_ending[index].is_replaced = false;
      sigaction(number, &before_ending[index].action, NULL);
    }
  }
  tell(clibedit_signal_end);
  // What the processor signalled it signals again, and then with the right address; what someone
  // sent would be lost.
  const bool is_fault = info != NULL && info->si_code > 0 &&
                        (number == SIGSEGV || number == SIGBUS || number == SIGILL ||
                         number == SIGFPE || number == SIGTRAP);
  if (!is_fault) raise(number);
}

/// Whether a signal is about the end even where the process has a handler for it.
static bool is_final(int number) {
  switch (number) {
    case SIGALRM:
    case SIGPIPE:
    case SIGUSR1:
    case SIGUSR2:
    case SIGVTALRM:
    case SIGPROF: return false;
    default: return true;
  }
}

static void replace(int number, struct previous *previous, const struct sigaction *action) {
  previous->is_replaced = false;
  if (sigaction(number, NULL, &previous->action) != 0) return;
  const bool is_default =
      (previous->action.sa_flags & SA_SIGINFO) == 0 && previous->action.sa_handler == SIG_DFL;
  if (!is_default && !is_final(number)) return;
  // Whoever started this process with a signal ignored, as nohup does, wants it ignored.
  if ((previous->action.sa_flags & SA_SIGINFO) == 0 && previous->action.sa_handler == SIG_IGN) {
    return;
  }
  previous->is_replaced = sigaction(number, action, NULL) == 0;
}

static void put_back(int number, struct previous *previous) {
  if (!previous->is_replaced) return;
  previous->is_replaced = false;
  sigaction(number, &previous->action, NULL);
}

static bool make_wake(void) {
  if (wake[0] >= 0) return true;
  if (pipe(wake) != 0) {
    wake[0] = wake[1] = -1;
    return false;
  }
  for (int end = 0; end < 2; end++) {
    fcntl(wake[end], F_SETFD, FD_CLOEXEC);
    fcntl(wake[end], F_SETFL, O_NONBLOCK);
  }
  atexit(clibedit_guard_restore);
  return true;
}

static void have_spare_stack(void) {
  stack_t stack;
  if (sigaltstack(NULL, &stack) != 0 || (stack.ss_flags & SS_DISABLE) == 0) return;
  memset(&stack, 0, sizeof(stack));
  stack.ss_sp = spare_stack;
  stack.ss_size = sizeof(spare_stack);
  sigaltstack(&stack, NULL);
}

bool clibedit_guard_begin(int descriptor, const char *reset) {
  if (tcgetattr(descriptor, &original) != 0 || !make_wake()) return false;
  terminal = descriptor;
  reset_length = strlen(reset);
  if (reset_length > sizeof(reset_text)) reset_length = sizeof(reset_text);
  memcpy(reset_text, reset, reset_length);
  have_spare_stack();
  atomic_store(&seen, 0);

  struct sigaction action;
  memset(&action, 0, sizeof(action));
  // With every signal blocked, SIGTTOU among them, the terminal may be set from anywhere.
  sigfillset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  action.sa_handler = on_telling;
  for (int index = 0; index < telling_count; index++) {
    replace(telling[index], &before_telling[index], &action);
  }
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  action.sa_sigaction = on_ending;
  for (int index = 0; index < ending_count; index++) {
    replace(ending[index], &before_ending[index], &action);
  }
  atomic_store(&is_armed, true);
  return true;
}

void clibedit_guard_end(void) {
  clibedit_guard_restore();
  for (int index = 0; index < ending_count; index++) {
    put_back(ending[index], &before_ending[index]);
  }
  for (int index = 0; index < telling_count; index++) {
    put_back(telling[index], &before_telling[index]);
  }
}

void clibedit_guard_wake(void) {
  if (atomic_load(&is_armed)) tell(clibedit_signal_wake);
}

unsigned clibedit_guard_take_signals(void) { return atomic_exchange(&seen, 0); }

int clibedit_wait(int descriptor, int milliseconds) {
  struct pollfd places[2] = {{descriptor, POLLIN, 0}, {wake[0], POLLIN, 0}};
  for (;;) {
    const int count = poll(places, 2, milliseconds);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return clibedit_wait_failed;
    if (count == 0) return clibedit_wait_timed_out;
    if (places[1].revents != 0) {
      char bytes[64];
      while (read(wake[0], bytes, sizeof(bytes)) > 0) continue;
      return clibedit_wait_signalled;
    }
    return clibedit_wait_readable;
  }
}

void clibedit_suspend(void) {
  struct sigaction standard, ours;
  memset(&standard, 0, sizeof(standard));
  standard.sa_handler = SIG_DFL;
  if (sigaction(SIGTSTP, &standard, &ours) != 0) return;
  kill(0, SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
}
