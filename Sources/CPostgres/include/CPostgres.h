#ifndef CPOSTGRES_H
#define CPOSTGRES_H

// libpq, loaded when the first connection is opened (dlopen). Linked, it would add twenty libraries to every process, also
// to those that store in SQLite. The functions are those of the PostgreSQL documentation (libpq, PostgreSQL 14 or newer)
// without their prefix PQ. Until `am_pq_load` has returned NULL, no other function may be called.

typedef struct am_pq_connection am_pq_connection;
typedef struct am_pq_result am_pq_result;

// Loads the library once. NULL, or a text that says what is missing.
const char *am_pq_load(void);

// The value of a keyword in a connection string or URI, to be freed with `free`; NULL when it names none. For a string that
// is not valid also sets `*error` to a text, to be freed with `free`.
char *am_pq_value(const char *connection, const char *keyword, char **error);

int am_pq_library_version(void);
am_pq_connection *am_pq_connect(const char *const *keywords, const char *const *values);
int am_pq_is_connected(const am_pq_connection *connection);
// The same for an idle connection, after a look at what the server sent meanwhile, such as its end.
int am_pq_is_usable(am_pq_connection *connection);
const char *am_pq_error(const am_pq_connection *connection);
int am_pq_server_version(const am_pq_connection *connection);
const char *am_pq_parameter(const am_pq_connection *connection, const char *name);
int am_pq_socket(const am_pq_connection *connection);
int am_pq_is_idle(const am_pq_connection *connection);
void am_pq_finish(am_pq_connection *connection);

am_pq_result *am_pq_exec(am_pq_connection *connection, const char *text);
am_pq_result *am_pq_prepare(am_pq_connection *connection, const char *name, const char *text, int count, const unsigned int *types);
am_pq_result *am_pq_exec_prepared(am_pq_connection *connection, const char *name, int count, const char *const *values,
    const int *lengths, const int *formats);
am_pq_result *am_pq_exec_params(am_pq_connection *connection, const char *text, int count, const unsigned int *types,
    const char *const *values, const int *lengths, const int *formats);

int am_pq_enter_pipeline(am_pq_connection *connection);
int am_pq_exit_pipeline(am_pq_connection *connection);
int am_pq_send_prepare(am_pq_connection *connection, const char *name, const char *text, int count, const unsigned int *types);
int am_pq_send_prepared(am_pq_connection *connection, const char *name, int count, const char *const *values, const int *lengths,
    const int *formats);
int am_pq_send_params(am_pq_connection *connection, const char *text, int count, const unsigned int *types,
    const char *const *values, const int *lengths, const int *formats);
// Ends the part of a pipeline and sends all of it, reading meanwhile, so that neither side waits for the other for ever.
int am_pq_sync(am_pq_connection *connection);
am_pq_result *am_pq_next(am_pq_connection *connection);

enum am_pq_kind { AM_PQ_COMMAND, AM_PQ_ROWS, AM_PQ_SYNC, AM_PQ_ABORTED, AM_PQ_ERROR };

enum am_pq_kind am_pq_kind_of(const am_pq_result *result);
// Five characters; "" when the server did not answer.
const char *am_pq_state(const am_pq_result *result);
// The message without its detail, which quotes values.
const char *am_pq_message(const am_pq_result *result);
int am_pq_row_count(const am_pq_result *result);
int am_pq_column_count(const am_pq_result *result);
const char *am_pq_column_name(const am_pq_result *result, int column);
unsigned int am_pq_column_type(const am_pq_result *result, int column);
int am_pq_is_null(const am_pq_result *result, int row, int column);
const char *am_pq_bytes(const am_pq_result *result, int row, int column);
int am_pq_length(const am_pq_result *result, int row, int column);
const char *am_pq_changed(am_pq_result *result);
void am_pq_clear(am_pq_result *result);

#endif
