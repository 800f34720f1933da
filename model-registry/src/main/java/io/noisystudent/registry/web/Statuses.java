package io.noisystudent.registry.web;

import io.noisystudent.contracts.error.ErrorCode;

/** The HTTP status of each error code. */
final class Statuses {
    static final int TOO_LARGE = 413;
    static final int INTERNAL = 500;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int UNPROCESSABLE = 422;
    private static final int PRECONDITION_REQUIRED = 428;
    private static final int UNAUTHENTICATED = 401;
    private static final int TIMEOUT = 408;
    private static final int FORBIDDEN = 403;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int UNAVAILABLE = 503;
    private static final int INSUFFICIENT_STORAGE = 507;

    private Statuses() {}

    static int of(ErrorCode code) {
        return switch (code) {
            case BAD_NAME, BAD_QUERY, BAD_REQUEST -> BAD_REQUEST;
            case NOT_SUPPORTED -> NOT_IMPLEMENTED;
            case UNAUTHENTICATED -> UNAUTHENTICATED;
            case FORBIDDEN, UNTRUSTED_SIGNATURE -> FORBIDDEN;
            case NOT_FOUND -> NOT_FOUND;
            case SLOT_TAKEN, VERDICT_OUTDATED -> CONFLICT;
            case STALE_REVISION -> PRECONDITION_FAILED;
            case REVISION_REQUIRED -> PRECONDITION_REQUIRED;
            case TOO_LARGE -> TOO_LARGE;
            case TOO_SLOW -> TIMEOUT;
            case RANGE_NOT_SATISFIABLE -> RANGE_NOT_SATISFIABLE;
            case NO_EVIDENCE,
                    DIGEST_MISMATCH,
                    NOT_ONNX,
                    BAD_GRAPH,
                    MODEL_LIMITS,
                    EXTERNAL_DATA,
                    OPERATOR_NOT_ALLOWED,
                    UNSUPPORTED_OPERATOR,
                    TENSOR_SIZE,
                    SIGNATURE_MISMATCH,
                    TRIAL_RUN_FAILED -> UNPROCESSABLE;
            case TOO_BUSY, STORE_UNAVAILABLE, STORE_REFUSED, STORE_BEHIND_LOG, BROKER_UNAVAILABLE -> UNAVAILABLE;
            case DISK_FULL, OUT_OF_MEMORY, DEVICE_MEMORY -> INSUFFICIENT_STORAGE;
            default -> INTERNAL;
        };
    }
}
