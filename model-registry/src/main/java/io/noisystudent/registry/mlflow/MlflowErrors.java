package io.noisystudent.registry.mlflow;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Refusals in MLflow's envelope: {@code {"error_code": ..., "message": ...}}. */
final class MlflowErrors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private MlflowErrors() {}

    static Response answer(NoisyStudentException e) {
        return switch (e.code()) {
            case FORBIDDEN -> answer(403, "PERMISSION_DENIED", e);
            case NOT_FOUND -> answer(404, "RESOURCE_DOES_NOT_EXIST", e);
            case SLOT_TAKEN -> answer(400, "RESOURCE_ALREADY_EXISTS", e);
            case NOT_SUPPORTED -> answer(400, "FEATURE_DISABLED", e);
            case STALE_REVISION -> answer(409, "RESOURCE_CONFLICT", e);
            case TOO_BUSY, STORE_UNAVAILABLE, STORE_REFUSED, STORE_BEHIND_LOG, BROKER_UNAVAILABLE ->
                answer(503, "TEMPORARILY_UNAVAILABLE", e);
            case INTERNAL, CHAIN_BROKEN, OBJECT_DAMAGED -> answer(500, "INTERNAL_ERROR", e);
            // The request is right, and to repeat it does not help.
            case DISK_FULL, OUT_OF_MEMORY, DEVICE_MEMORY -> answer(507, "RESOURCE_EXHAUSTED", e);
            default -> answer(400, "INVALID_PARAMETER_VALUE", e);
        };
    }

    /** What MLflow offers and this registry does not. */
    static NoisyStudentException disabled(String what, String instead) {
        return new NoisyStudentException(ErrorCode.NOT_SUPPORTED, what, instead);
    }

    private static Response answer(int status, String code, NoisyStudentException e) {
        String body = JSON.createObjectNode()
                .put("error_code", code)
                .put("message", e.subject() + ": " + e.getMessage())
                .toString();
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(body)
                .build();
    }
}
