package io.noisystudent.teacher.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.Problem;
import io.noisystudent.service.refusal.MalformedJson;
import io.noisystudent.service.refusal.ProblemAnswer;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Objects;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every refusal as {@code application/problem+json} (RFC 9457). */
public class ProblemMapper {
    /** A refusal of ours. */
    @ServerExceptionMapper
    public Response refused(NoisyStudentException e) {
        Response refusal = problem(status(e.code()), e.code(), e.subject(), Objects.toString(e.getMessage(), ""));
        if (e.code() == ErrorCode.TOO_BUSY) {
            return Response.fromResponse(refusal)
                    .header(HttpHeaders.RETRY_AFTER, "5")
                    .build();
        }
        return refusal;
    }

    /** A refusal of the framework: no such path, a wrong method, an unexpected body. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException e, UriInfo uri) {
        if (e.getCause() instanceof JsonProcessingException wrong) {
            return malformed(wrong);
        }
        Response.StatusType status = e.getResponse().getStatusInfo();
        ErrorCode code = status.getStatusCode() == Response.Status.NOT_FOUND.getStatusCode()
                ? ErrorCode.NOT_FOUND
                : ErrorCode.BAD_REQUEST;
        return problem(status, code, uri.getPath(), status.getReasonPhrase() + "; /q/openapi lists what there is");
    }

    /** A body that is JSON, but not what the route takes; more specific than the mapper that the framework brings. */
    @ServerExceptionMapper
    public Response refused(MismatchedInputException e) {
        return malformed(e);
    }

    /** A body that is no JSON. */
    @ServerExceptionMapper
    public Response malformed(JsonProcessingException e) {
        return MalformedJson.endOfBody(e)
                .map(this::refused)
                .orElseGet(() -> problem(
                        Response.Status.BAD_REQUEST,
                        ErrorCode.BAD_REQUEST,
                        MalformedJson.field(e),
                        "the JSON is not as needed: " + MalformedJson.describe(e) + "; /q/openapi describes it"));
    }

    private static Response problem(Response.StatusType status, ErrorCode code, String subject, String detail) {
        return ProblemAnswer.of(new Problem(status.getReasonPhrase(), status.getStatusCode(), code, subject, detail));
    }

    private static Response.StatusType status(ErrorCode code) {
        return switch (code) {
            case BAD_QUERY, BAD_REQUEST, BAD_ENSEMBLE -> Response.Status.BAD_REQUEST;
            case GENERATION_NOT_FOUND, NOT_FOUND -> Response.Status.NOT_FOUND;
            case GENERATION_REFUSED,
                    REPLAY_REFUSED,
                    LINEAGE_EXPIRED,
                    DIGEST_MISMATCH,
                    SIGNATURE_MISMATCH,
                    CONFIG_INVALID -> Response.Status.CONFLICT;
            case NOT_ACTIVE,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    REGISTRY_UNAVAILABLE,
                    STORE_UNAVAILABLE,
                    STORE_REFUSED,
                    BROKER_UNAVAILABLE,
                    RANGE_INCOMPLETE,
                    TOO_BUSY -> Response.Status.SERVICE_UNAVAILABLE;
            default -> Response.Status.INTERNAL_SERVER_ERROR;
        };
    }
}
