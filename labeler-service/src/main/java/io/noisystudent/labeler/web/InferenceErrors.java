package io.noisystudent.labeler.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.service.refusal.MalformedJson;
import io.noisystudent.service.refusal.RetryAfter;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Errors in the form of the protocol: {@code {"error": "CODE subject: message"}}. */
public class InferenceErrors {
    private static final int BAD_REQUEST = 400;

    @ServerExceptionMapper
    Response refusal(NoisyStudentException e) {
        Response answer = answer(status(e.code()), e.describe());
        return e.code() == ErrorCode.TOO_BUSY
                ? Response.fromResponse(answer)
                        .header(HttpHeaders.RETRY_AFTER, RetryAfter.SECONDS)
                        .build()
                : answer;
    }

    /** More specific than the mapper that the framework brings. */
    @ServerExceptionMapper
    Response notARequest(MismatchedInputException e) {
        return notJson(e);
    }

    @ServerExceptionMapper
    Response notJson(JsonProcessingException e) {
        return MalformedJson.endOfBody(e)
                .map(this::refusal)
                .orElseGet(() -> answer(
                        BAD_REQUEST,
                        ErrorCode.BAD_REQUEST + " " + MalformedJson.field(e) + ": " + MalformedJson.describe(e)));
    }

    @ServerExceptionMapper
    Response other(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        ErrorCode code = status == 404 ? ErrorCode.NOT_FOUND : ErrorCode.BAD_REQUEST;
        return answer(status, code + " request: " + e.getMessage());
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> 404;
            case TOO_LARGE -> 413;
            case TOO_BUSY,
                    REGISTRY_UNAVAILABLE,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    BROKER_UNAVAILABLE,
                    DEVICE_UNAVAILABLE,
                    DEVICE_MEMORY,
                    DEVICE_FAILED,
                    DISK_FULL,
                    DIGEST_MISMATCH -> 503;
            case INTERNAL, TRIAL_RUN_FAILED, SIGNATURE_MISMATCH, BAD_GRAPH -> 500;
            default -> 400;
        };
    }

    private static Response answer(int status, String error) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(Map.of("error", error))
                .build();
    }
}
