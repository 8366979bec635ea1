#include "CPostgres.h"

#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// The values of libpq-fe.h, which are part of its binary interface.
enum { CONNECTED = 0, TRANSACTION_IDLE = 0, PIPELINE_OFF = 0 };
enum { COMMAND_OK = 1, TUPLES_OK = 2, PIPELINE_SYNC = 10, PIPELINE_ABORTED = 11 };
enum { FIELD_STATE = 'C', FIELD_MESSAGE = 'M', BINARY = 1 };

typedef struct {
    char *keyword, *environment, *compiled, *value, *label, *display;
    int size;
} option;

static struct {
    int (*PQlibVersion)(void);
    option *(*PQconninfoParse)(const char *, char **);
    void (*PQconninfoFree)(option *);
    void (*PQfreemem)(void *);
    void *(*PQconnectdbParams)(const char *const *, const char *const *, int);
    int (*PQstatus)(const void *);
    char *(*PQerrorMessage)(const void *);
    int (*PQserverVersion)(const void *);
    const char *(*PQparameterStatus)(const void *, const char *);
    int (*PQsocket)(const void *);
    int (*PQtransactionStatus)(const void *);
    int (*PQsetnonblocking)(void *, int);
    void *(*PQsetNoticeReceiver)(void *, void (*)(void *, const void *), void *);
    void (*PQfinish)(void *);
    void *(*PQexec)(void *, const char *);
    void *(*PQprepare)(void *, const char *, const char *, int, const unsigned int *);
    void *(*PQexecPrepared)(void *, const char *, int, const char *const *, const int *, const int *, int);
    void *(*PQexecParams)(void *, const char *, int, const unsigned int *, const char *const *, const int *, const int *, int);
    int (*PQenterPipelineMode)(void *);
    int (*PQexitPipelineMode)(void *);
    int (*PQpipelineStatus)(const void *);
    int (*PQsendPrepare)(void *, const char *, const char *, int, const unsigned int *);
    int (*PQsendQueryPrepared)(void *, const char *, int, const char *const *, const int *, const int *, int);
    int (*PQsendQueryParams)(void *, const char *, int, const unsigned int *, const char *const *, const int *, const int *, int);
    int (*PQpipelineSync)(void *);
    int (*PQflush)(void *);
    int (*PQconsumeInput)(void *);
    void *(*PQgetResult)(void *);
    int (*PQresultStatus)(const void *);
    char *(*PQresultErrorField)(const void *, int);
    int (*PQntuples)(const void *);
    int (*PQnfields)(const void *);
    char *(*PQfname)(const void *, int);
    unsigned int (*PQftype)(const void *, int);
    int (*PQgetisnull)(const void *, int, int);
    char *(*PQgetvalue)(const void *, int, int);
    int (*PQgetlength)(const void *, int, int);
    char *(*PQcmdTuples)(void *);
    void (*PQclear)(void *);
} pq;

static const char *problem;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
    void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        problem = "PostgreSQL's client library libpq.so.5 is missing. Install the package libpq5 (Debian, Ubuntu), libpq (Fedora) or "
                  "postgresql-libs (Arch)";
        return;
    }
#define FIND(name)                                                                                                   \
    if (!(*(void **)&pq.name = dlsym(library, #name))) {                                                              \
        problem = "PostgreSQL's client library libpq.so.5 is too old: " #name " is missing. Install version 14 or newer"; \
        return;                                                                                                      \
    }
    FIND(PQlibVersion) FIND(PQconninfoParse) FIND(PQconninfoFree) FIND(PQfreemem) FIND(PQconnectdbParams) FIND(PQstatus)
    FIND(PQerrorMessage) FIND(PQserverVersion) FIND(PQparameterStatus) FIND(PQsocket) FIND(PQtransactionStatus)
    FIND(PQsetnonblocking) FIND(PQsetNoticeReceiver) FIND(PQfinish) FIND(PQexec) FIND(PQprepare) FIND(PQexecPrepared)
    FIND(PQexecParams) FIND(PQenterPipelineMode) FIND(PQexitPipelineMode) FIND(PQpipelineStatus) FIND(PQsendPrepare) FIND(PQsendQueryPrepared)
    FIND(PQsendQueryParams) FIND(PQpipelineSync) FIND(PQflush) FIND(PQconsumeInput) FIND(PQgetResult) FIND(PQresultStatus)
    FIND(PQresultErrorField) FIND(PQntuples) FIND(PQnfields) FIND(PQfname) FIND(PQftype) FIND(PQgetisnull) FIND(PQgetvalue)
    FIND(PQgetlength) FIND(PQcmdTuples) FIND(PQclear)
#undef FIND
}

const char *am_pq_load(void) {
    pthread_once(&once, load);
    return problem;
}

char *am_pq_value(const char *connection, const char *keyword, char **error) {
    char *message = NULL, *value = NULL;
    option *options = pq.PQconninfoParse(connection, &message);
    if (!options) {
        *error = strdup(message ? message : "out of memory");
        if (message) pq.PQfreemem(message);
        return NULL;
    }
    for (option *each = options; each->keyword; each++)
        if (!strcmp(each->keyword, keyword) && each->value) value = strdup(each->value);
    pq.PQconninfoFree(options);
    return value;
}

int am_pq_library_version(void) { return pq.PQlibVersion(); }

// The default prints notices on standard error.
static void ignore(void *context, const void *notice) {
    (void)context;
    (void)notice;
}

am_pq_connection *am_pq_connect(const char *const *keywords, const char *const *values) {
    void *connection = pq.PQconnectdbParams(keywords, values, 1);
    if (connection && pq.PQstatus(connection) == CONNECTED) {
        pq.PQsetNoticeReceiver(connection, ignore, NULL);
        pq.PQsetnonblocking(connection, 1);
    }
    return connection;
}

int am_pq_is_connected(const am_pq_connection *connection) { return pq.PQstatus(connection) == CONNECTED; }

int am_pq_is_usable(am_pq_connection *connection) {
    struct pollfd socket = {.fd = pq.PQsocket(connection), .events = POLLIN};
    // The server's last words come before the end of the connection.
    for (int times = 0; times < 8 && poll(&socket, 1, 0) > 0; times++)
        if (!pq.PQconsumeInput(connection)) return 0;
    return pq.PQstatus(connection) == CONNECTED && pq.PQtransactionStatus(connection) == TRANSACTION_IDLE &&
        pq.PQpipelineStatus(connection) == PIPELINE_OFF;
}

const char *am_pq_error(const am_pq_connection *connection) { return pq.PQerrorMessage(connection); }
int am_pq_server_version(const am_pq_connection *connection) { return pq.PQserverVersion(connection); }
const char *am_pq_parameter(const am_pq_connection *connection, const char *name) { return pq.PQparameterStatus(connection, name); }
int am_pq_socket(const am_pq_connection *connection) { return pq.PQsocket(connection); }
int am_pq_is_idle(const am_pq_connection *connection) { return pq.PQtransactionStatus(connection) == TRANSACTION_IDLE; }
void am_pq_finish(am_pq_connection *connection) { pq.PQfinish(connection); }

am_pq_result *am_pq_exec(am_pq_connection *connection, const char *text) { return pq.PQexec(connection, text); }

am_pq_result *am_pq_prepare(am_pq_connection *connection, const char *name, const char *text, int count, const unsigned int *types) {
    return pq.PQprepare(connection, name, text, count, types);
}

am_pq_result *am_pq_exec_prepared(am_pq_connection *connection, const char *name, int count, const char *const *values,
    const int *lengths, const int *formats) {
    return pq.PQexecPrepared(connection, name, count, values, lengths, formats, BINARY);
}

am_pq_result *am_pq_exec_params(am_pq_connection *connection, const char *text, int count, const unsigned int *types,
    const char *const *values, const int *lengths, const int *formats) {
    return pq.PQexecParams(connection, text, count, types, values, lengths, formats, BINARY);
}

int am_pq_enter_pipeline(am_pq_connection *connection) { return pq.PQenterPipelineMode(connection); }
int am_pq_exit_pipeline(am_pq_connection *connection) { return pq.PQexitPipelineMode(connection); }

int am_pq_send_prepare(am_pq_connection *connection, const char *name, const char *text, int count, const unsigned int *types) {
    return pq.PQsendPrepare(connection, name, text, count, types);
}

int am_pq_send_prepared(am_pq_connection *connection, const char *name, int count, const char *const *values, const int *lengths,
    const int *formats) {
    return pq.PQsendQueryPrepared(connection, name, count, values, lengths, formats, BINARY);
}

int am_pq_send_params(am_pq_connection *connection, const char *text, int count, const unsigned int *types,
    const char *const *values, const int *lengths, const int *formats) {
    return pq.PQsendQueryParams(connection, text, count, types, values, lengths, formats, BINARY);
}

int am_pq_sync(am_pq_connection *connection) {
    if (!pq.PQpipelineSync(connection)) return 0;
    int rest;
    while ((rest = pq.PQflush(connection)) == 1) {
        struct pollfd socket = {.fd = pq.PQsocket(connection), .events = POLLIN | POLLOUT};
        if (poll(&socket, 1, -1) < 0) continue;
        if ((socket.revents & POLLIN) && !pq.PQconsumeInput(connection)) return 0;
        if (socket.revents & (POLLERR | POLLNVAL)) return 0;
    }
    return rest == 0;
}

am_pq_result *am_pq_next(am_pq_connection *connection) { return pq.PQgetResult(connection); }

enum am_pq_kind am_pq_kind_of(const am_pq_result *result) {
    switch (pq.PQresultStatus(result)) {
    case COMMAND_OK: return AM_PQ_COMMAND;
    case TUPLES_OK: return AM_PQ_ROWS;
    case PIPELINE_SYNC: return AM_PQ_SYNC;
    case PIPELINE_ABORTED: return AM_PQ_ABORTED;
    default: return AM_PQ_ERROR;
    }
}

static const char *field(const am_pq_result *result, int code) {
    const char *text = result ? pq.PQresultErrorField(result, code) : NULL;
    return text ? text : "";
}

const char *am_pq_state(const am_pq_result *result) { return field(result, FIELD_STATE); }
const char *am_pq_message(const am_pq_result *result) { return field(result, FIELD_MESSAGE); }
int am_pq_row_count(const am_pq_result *result) { return pq.PQntuples(result); }
int am_pq_column_count(const am_pq_result *result) { return pq.PQnfields(result); }
const char *am_pq_column_name(const am_pq_result *result, int column) { return pq.PQfname(result, column); }
unsigned int am_pq_column_type(const am_pq_result *result, int column) { return pq.PQftype(result, column); }
int am_pq_is_null(const am_pq_result *result, int row, int column) { return pq.PQgetisnull(result, row, column); }
const char *am_pq_bytes(const am_pq_result *result, int row, int column) { return pq.PQgetvalue(result, row, column); }
int am_pq_length(const am_pq_result *result, int row, int column) { return pq.PQgetlength(result, row, column); }
const char *am_pq_changed(am_pq_result *result) { return pq.PQcmdTuples(result); }
void am_pq_clear(am_pq_result *result) { pq.PQclear(result); }
