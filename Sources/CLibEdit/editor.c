// For wcwidth.
#define _GNU_SOURCE
#include "clibedit.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

// One editor for the process, since libedit has but one, too.
static clibedit_reader key_reader;
static FILE *nowhere;

EditLine *clibedit_open(const char *program) {
  // Under an unknown TERM libedit complains while it starts, and then works as well as it can.
  if (nowhere == NULL) nowhere = fopen("/dev/null", "w");
  FILE *errors = nowhere != NULL ? nowhere : stderr;
  EditLine *editor = el_init(program, stdin, stdout, errors);
  if (editor == NULL) return NULL;
  el_set(editor, EL_SETFP, 2, stderr);
  // Its own handlers send every signal again to the whole process group.
  el_set(editor, EL_SIGNAL, 0);
  return editor;
}

void clibedit_close(EditLine *editor) {
  el_end(editor);
  key_reader = NULL;
}

void clibedit_set_context(EditLine *editor, void *context) {
  el_set(editor, EL_CLIENTDATA, context);
}

void *clibedit_context(EditLine *editor) {
  void *context = NULL;
  el_get(editor, EL_CLIENTDATA, &context);
  return context;
}

/// The editor's own record of its text: el_wline gives that, and not a copy.
static LineInfoW *record(EditLine *editor) {
  return (LineInfoW *)(uintptr_t)el_wline(editor);
}

/// Some of libedit's commands for vi leave the cursor outside of the text, and others then write
/// there.
static void keep_cursor_in_text(EditLine *editor) {
  LineInfoW *line = record(editor);
  if (line->lastchar < line->buffer) line->lastchar = line->buffer;
  if (line->cursor < line->buffer) line->cursor = line->buffer;
  if (line->cursor > line->lastchar) line->cursor = line->lastchar;
}

static int read_key(EditLine *editor, wchar_t *key) {
  keep_cursor_in_text(editor);
  const int32_t character = key_reader(clibedit_context(editor));
  if (character > 0) {
    *key = (wchar_t)character;
    return 1;
  }
  *key = L'\0';
  return character;
}

void clibedit_set_reader(EditLine *editor, clibedit_reader reader) {
  key_reader = reader;
  el_set(editor, EL_GETCFN, read_key);
}

void clibedit_set_prompts(EditLine *editor, clibedit_prompt left, clibedit_prompt right) {
  el_set(editor, EL_PROMPT_ESC, left, '\1');
  el_set(editor, EL_RPROMPT_ESC, right, '\1');
}

void clibedit_add_function(EditLine *editor, const char *name, const char *purpose,
                           clibedit_function function) {
  el_set(editor, EL_ADDFN, name, purpose, function);
}

void clibedit_bind(EditLine *editor, const char *key, const char *command, bool is_alternative) {
  if (is_alternative) {
    el_set(editor, EL_BIND, "-a", key, command, NULL);
  } else {
    el_set(editor, EL_BIND, key, command, NULL);
  }
}

void clibedit_set_editor(EditLine *editor, const char *name) {
  el_set(editor, EL_EDITOR, name);
}

bool clibedit_is_vi(EditLine *editor) {
  const char *name = NULL;
  return el_get(editor, EL_EDITOR, &name) == 0 && name != NULL && strcmp(name, "vi") == 0;
}

void clibedit_read_all_keys(EditLine *editor) {
  el_set(editor, EL_SETTY, "-d", "-isig", NULL);
  el_set(editor, EL_SETTY, "-d", "-ixon", NULL);
}

const char *clibedit_capability(EditLine *editor, const char *name) {
  char *text = NULL;
  if (el_get(editor, EL_GETTC, name, &text) != 0) return NULL;
  return text != NULL && text[0] != '\0' ? text : NULL;
}

void clibedit_draw(EditLine *editor) { el_set(editor, EL_REFRESH); }

void clibedit_prepare(EditLine *editor, bool is_editing) {
  el_set(editor, EL_PREP_TERM, is_editing ? 1 : 0);
}

void clibedit_insert(EditLine *editor, const char *text) {
  keep_cursor_in_text(editor);
  el_insertstr(editor, text);
}

void clibedit_clear(EditLine *editor) {
  // libedit has no way to an empty text that leaves what was killed alone: el_deletestr stores
  // what it deletes there.
  LineInfoW *line = record(editor);
  line->cursor = line->buffer;
  line->lastchar = line->buffer;
}

void clibedit_push(EditLine *editor, int32_t key) {
  const wchar_t text[] = {(wchar_t)key, L'\0'};
  el_wpush(editor, text);
}

void clibedit_write(EditLine *editor, const char *text, size_t length) {
  FILE *output = stdout;
  el_get(editor, EL_GETFP, 1, &output);
  fwrite(text, 1, length, output);
  fflush(output);
}

History *clibedit_open_history(EditLine *editor, int size) {
  History *entries = history_init();
  if (entries == NULL) return NULL;
  HistEvent event;
  // Without a size it keeps nothing.
  history(entries, &event, H_SETSIZE, size);
  el_set(editor, EL_HIST, history, entries);
  return entries;
}

void clibedit_add_to_history(History *entries, const char *text) {
  HistEvent event;
  history(entries, &event, H_ENTER, text);
}

// MARK: Characters

static bool is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

bool clibedit_set_locale(void) {
  static const char *const names[] = {"", "C.UTF-8", "en_US.UTF-8", "UTF-8"};
  for (size_t index = 0; index < sizeof(names) / sizeof(names[0]); index++) {
    if (setlocale(LC_CTYPE, names[index]) != NULL && is_utf8()) return true;
  }
  return false;
}

int clibedit_width(uint32_t character) { return wcwidth((wchar_t)character); }

void clibedit_size(int descriptor, int *columns, int *rows) {
  struct winsize size;
  *columns = 80;
  *rows = 24;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return;
  if (size.ws_col > 1) *columns = size.ws_col;
  if (size.ws_row > 0) *rows = size.ws_row;
}
