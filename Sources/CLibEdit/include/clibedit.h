// A C face of libedit: what Swift cannot call of it, since it is variadic, and the part of a line
// editor that has to be C, since it runs in signal handlers.
#ifndef CLIBEDIT_H
#define CLIBEDIT_H

#include <histedit.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// MARK: The editor

/// Opens an editor on standard input and output, or returns NULL. Complaints about an unknown
/// terminal go nowhere: such a one is treated as dumb. One editor at a time: libedit keeps some of
/// its state, and this face the reader, for the whole process.
EditLine *_Nullable clibedit_open(const char *_Nonnull program);
void clibedit_close(EditLine *_Nonnull editor);

/// Whatever the callbacks below are to find again. It has to be set before a line is asked for.
void clibedit_set_context(EditLine *_Nonnull editor, void *_Nonnull context);
void *_Nonnull clibedit_context(EditLine *_Nonnull editor);

/// Gives the next key: a code point, 0 at the end of the input, -1 for an error.
typedef int32_t (*clibedit_reader)(void *_Nonnull context);
void clibedit_set_reader(EditLine *_Nonnull editor, clibedit_reader _Nonnull reader);

/// Gives a prompt, in which \1 stands on both sides of what is not printed.
typedef char *_Nonnull (*clibedit_prompt)(EditLine *_Nonnull editor);
void clibedit_set_prompts(EditLine *_Nonnull editor, clibedit_prompt _Nonnull left,
                          clibedit_prompt _Nonnull right);

typedef unsigned char (*clibedit_function)(EditLine *_Nonnull editor, int key);
void clibedit_add_function(EditLine *_Nonnull editor, const char *_Nonnull name,
                           const char *_Nonnull purpose, clibedit_function _Nonnull function);

/// Binds a key, written as in ~/.editrc, to a command; `is_alternative` for vi's command mode.
void clibedit_bind(EditLine *_Nonnull editor, const char *_Nonnull key,
                   const char *_Nonnull command, bool is_alternative);

/// "emacs" or "vi"; setting it puts every key back to what it is there.
void clibedit_set_editor(EditLine *_Nonnull editor, const char *_Nonnull name);
bool clibedit_is_vi(EditLine *_Nonnull editor);

/// Leaves ^C, ^Z, ^S and the like to be read as keys while a line is edited, and only then.
void clibedit_read_all_keys(EditLine *_Nonnull editor);

/// What the terminal is sent for a capability of termcap, or NULL.
const char *_Nullable clibedit_capability(EditLine *_Nonnull editor, const char *_Nonnull name);

/// Draws the prompt and the text anew, where the cursor stands.
void clibedit_draw(EditLine *_Nonnull editor);
/// Puts the terminal into the mode for editing, or back.
void clibedit_prepare(EditLine *_Nonnull editor, bool is_editing);
/// Inserts a text at the cursor.
void clibedit_insert(EditLine *_Nonnull editor, const char *_Nonnull text);
/// Empties the text, without touching what was killed to be yanked.
void clibedit_clear(EditLine *_Nonnull editor);
/// Reads this key next, before the terminal is asked.
void clibedit_push(EditLine *_Nonnull editor, int32_t key);
/// Writes to the terminal at once.
void clibedit_write(EditLine *_Nonnull editor, const char *_Nonnull text, size_t length);

/// The history that libedit's own commands look at.
History *_Nullable clibedit_open_history(EditLine *_Nonnull editor, int size);
void clibedit_add_to_history(History *_Nonnull history, const char *_Nonnull text);

// MARK: Characters

/// Makes characters beyond ASCII work: the locale of the environment, or where that has no UTF-8,
/// a plain one that has. Returns false where there is none.
bool clibedit_set_locale(void);
/// The columns that a character takes; -1 for one that is not printed.
int clibedit_width(uint32_t character);
/// The size of the terminal; 80 by 24 where it is not known.
void clibedit_size(int descriptor, int *_Nonnull columns, int *_Nonnull rows);

// MARK: The terminal's guard

/// What has been signalled to the process since it was last asked.
enum clibedit_signal {
  clibedit_signal_interrupt = 1,
  clibedit_signal_resize = 2,
  clibedit_signal_continue = 4,
  clibedit_signal_suspend = 8,
  /// Someone asked the process to end, and it goes on since it has a handler for that.
  clibedit_signal_end = 16,
  /// `clibedit_guard_wake` was called.
  clibedit_signal_wake = 32,
};

/// From here to `clibedit_guard_end` the terminal is put back as it is now, and sent `reset`,
/// whatever ends the process: a signal, a crash, `exit`. Returns false where there is no terminal.
bool clibedit_guard_begin(int descriptor, const char *_Nonnull reset);
void clibedit_guard_end(void);
/// Puts the terminal back now, if it is guarded. May be called from a signal handler.
void clibedit_guard_restore(void);

/// Wakes whoever waits for keys; from any thread.
void clibedit_guard_wake(void);

/// What has been signalled; forgets it.
unsigned clibedit_guard_take_signals(void);

enum clibedit_wait_result {
  clibedit_wait_failed = -1,
  clibedit_wait_timed_out = 0,
  clibedit_wait_readable = 1,
  clibedit_wait_signalled = 2,
};

/// Waits until there is something to read, or a signal, or so many milliseconds have passed (-1:
/// however long it takes).
int clibedit_wait(int descriptor, int milliseconds);

/// Stops the process and those started with it, as ^Z does; returns when it is continued.
void clibedit_suspend(void);

#ifdef __cplusplus
}
#endif
#endif
