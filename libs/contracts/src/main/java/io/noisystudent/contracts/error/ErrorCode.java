package io.noisystudent.contracts.error;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/**
 * Every refusal, warning, dead letter and problem+json body of the system carries one of these codes.
 *
 * <p>{@code docs/errors.md} explains each; a test keeps page and enum equal.
 */
public enum ErrorCode {
    // samples
    EMPTY_VALUE,
    UNKNOWN_CONTENT_TYPE,
    UNDECODABLE_IMAGE,
    TRUNCATED_IMAGE,
    TOO_MANY_PIXELS,
    BAD_DIMENSIONS,
    BAD_ARRAY,
    MISSING_LABEL,
    UNKNOWN_LABEL,
    LABEL_COUNT,
    BAD_DISTRIBUTION,
    BAD_VOTES,
    UNKNOWN_SPLIT,
    CLAIM_REFUSED,
    DIGEST_MISMATCH,
    // configuration
    CONFIG_INVALID,
    SMALLER_STUDENT,
    SMOOTHED_TEACHER,
    // networks
    NOT_ONNX,
    BAD_GRAPH,
    MODEL_LIMITS,
    EXTERNAL_DATA,
    OPERATOR_NOT_ALLOWED,
    TENSOR_SIZE,
    SIGNATURE_MISMATCH,
    TRIAL_RUN_FAILED,
    NO_PROBABILITIES,
    UNKNOWN_NETWORK,
    DEVICE_UNAVAILABLE,
    DEVICE_MEMORY,
    DEVICE_FAILED,
    FOLDED_NORMALIZATION,
    // logs and messages
    LINEAGE_EXPIRED,
    RANGE_INCOMPLETE,
    LOG_RESET,
    TOPIC_SETTINGS,
    BAD_MESSAGE,
    // learning
    UNSUPPORTED_OPERATOR,
    NO_TRAINING_DATA,
    TRAINING_DIVERGED,
    PARITY_LOST,
    OUT_OF_MEMORY,
    TRAINER_LOST,
    // curriculum
    LABELS_COLLAPSED,
    NO_EVIDENCE,
    BAD_ENSEMBLE,
    TASKS_PASSED,
    GENERATION_NOT_FOUND,
    GENERATION_CANCELLED,
    GENERATION_REFUSED,
    NOT_ACTIVE,
    // dead letters
    REPLAY_REFUSED,
    // registry
    BAD_NAME,
    BAD_QUERY,
    BAD_REQUEST,
    NOT_FOUND,
    STALE_REVISION,
    REVISION_REQUIRED,
    SLOT_TAKEN,
    VERDICT_OUTDATED,
    CHAIN_BROKEN,
    OBJECT_DAMAGED,
    TOO_LARGE,
    TOO_SLOW,
    TOO_BUSY,
    RANGE_NOT_SATISFIABLE,
    NOT_SUPPORTED,
    UNAUTHENTICATED,
    FORBIDDEN,
    BAD_PATH,
    FOREIGN_HOST,
    FOREIGN_ORIGIN,
    UNTRUSTED_SIGNATURE,
    STORE_UNCONDITIONAL,
    STORE_UNAVAILABLE,
    STORE_REFUSED,
    STORE_BEHIND_LOG,
    REGISTRY_UNAVAILABLE,
    BROKER_UNAVAILABLE,
    BROKER_REFUSED,
    // launcher
    PORT_TAKEN,
    HOME_IN_USE,
    HOME_REFUSED,
    DISK_FULL,
    DATA_SET,
    BUILD_FAILED,
    SERVICE_FAILED,
    // everything that should not happen, and what a newer service says that this one does not know
    @JsonEnumDefaultValue
    INTERNAL;

    /** The code of whatever was thrown: its own, or that of a shortage of memory, or that of what should not happen. */
    public static ErrorCode of(Throwable failure) {
        if (failure instanceof NoisyStudentException refusal) {
            return refusal.code();
        }
        return failure instanceof OutOfMemoryError ? OUT_OF_MEMORY : INTERNAL;
    }
}
