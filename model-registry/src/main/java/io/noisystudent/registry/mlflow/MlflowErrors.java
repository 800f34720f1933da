package io.noisystudent.registry.mlflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Refusals in MLflow's envelope: {@code {"error_code": ..., "message": ...}}. */
final class MlflowErrors {
    /** The body of a refusal. */
    public record Envelope(@JsonProperty("error_code") String errorCode, String message) {}

    private MlflowErrors() {}

    static Response answer(NoisyStudentException e) {
        String message = String.valueOf(e.getMessage());
        return Response.status(status(e.code()))
                .type(MediaType.APPLICATION_JSON)
                .entity(new Envelope(
                        code(e.code()), message.contains(e.subject()) ? message : e.subject() + ": " + message))
                .build();
    }

    private static int status(ErrorCode code) {
        return switch (code(code)) {
            case "PERMISSION_DENIED" -> 403;
            case "RESOURCE_DOES_NOT_EXIST" -> 404;
            case "RESOURCE_CONFLICT" -> 409;
            case "INTERNAL_ERROR" -> 500;
            case "TEMPORARILY_UNAVAILABLE" -> 503;
            case "RESOURCE_EXHAUSTED" -> 507;
            default -> 400;
        };
    }

    /** MLflow's code for one of ours. */
    static String code(ErrorCode code) {
        return switch (code) {
            case FORBIDDEN -> "PERMISSION_DENIED";
            case NOT_FOUND -> "RESOURCE_DOES_NOT_EXIST";
            case SLOT_TAKEN -> "RESOURCE_ALREADY_EXISTS";
            case NOT_SUPPORTED -> "FEATURE_DISABLED";
            case STALE_REVISION -> "RESOURCE_CONFLICT";
            case TOO_BUSY, STORE_UNAVAILABLE, STORE_REFUSED, STORE_BEHIND_LOG, BROKER_UNAVAILABLE ->
                "TEMPORARILY_UNAVAILABLE";
            case INTERNAL, CHAIN_BROKEN, OBJECT_DAMAGED -> "INTERNAL_ERROR";
            // The request is right, and to repeat it does not help.
            case DISK_FULL, OUT_OF_MEMORY, DEVICE_MEMORY -> "RESOURCE_EXHAUSTED";
            default -> "INVALID_PARAMETER_VALUE";
        };
    }

    /** What MLflow offers and this registry does not. */
    static NoisyStudentException disabled(String what, String instead) {
        return new NoisyStudentException(ErrorCode.NOT_SUPPORTED, what, instead);
    }
}
