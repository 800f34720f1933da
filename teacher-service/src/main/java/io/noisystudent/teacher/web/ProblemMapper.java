package io.noisystudent.teacher.web;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every refusal as {@code application/problem+json} (RFC 9457). */
public class ProblemMapper {
    private static final String PROBLEM_JSON = "application/problem+json";

    /** A refusal of ours. */
    @ServerExceptionMapper
    public RestResponse<Problem> refused(NoisyStudentException e) {
        RestResponse<Problem> refusal =
                problem(status(e.code()), e.code(), e.subject(), Objects.toString(e.getMessage(), ""));
        if (e.code() == ErrorCode.TOO_BUSY) {
            refusal.getHeaders().putSingle(HttpHeaders.RETRY_AFTER, "5");
        }
        return refusal;
    }

    /** A refusal of the framework: no such path, a wrong method, a body that nobody asked for. */
    @ServerExceptionMapper
    public RestResponse<Problem> refused(WebApplicationException e, UriInfo uri) {
        Response.StatusType status = e.getResponse().getStatusInfo();
        ErrorCode code = status.getStatusCode() == Response.Status.NOT_FOUND.getStatusCode()
                ? ErrorCode.NOT_FOUND
                : ErrorCode.BAD_REQUEST;
        return problem(status, code, uri.getPath(), status.getReasonPhrase() + "; /q/openapi lists what there is");
    }

    /** A body that is JSON, but not what the route takes. */
    @ServerExceptionMapper
    public RestResponse<Problem> refused(MismatchedInputException e, UriInfo uri) {
        return problem(
                Response.Status.BAD_REQUEST,
                ErrorCode.BAD_REQUEST,
                uri.getPath(),
                "the body is not what this route takes; /q/openapi describes it");
    }

    private static RestResponse<Problem> problem(
            Response.StatusType status, ErrorCode code, String subject, String detail) {
        Problem problem = new Problem(status.getReasonPhrase(), status.getStatusCode(), code, subject, detail);
        return RestResponse.ResponseBuilder.<Problem>create(status.getStatusCode())
                .entity(problem)
                .type(PROBLEM_JSON)
                .build();
    }

    private static Response.StatusType status(ErrorCode code) {
        return switch (code) {
            case BAD_QUERY, BAD_REQUEST -> Response.Status.BAD_REQUEST;
            case GENERATION_NOT_FOUND, NOT_FOUND -> Response.Status.NOT_FOUND;
            case GENERATION_REFUSED, REPLAY_REFUSED, LINEAGE_EXPIRED, DIGEST_MISMATCH, SIGNATURE_MISMATCH ->
                Response.Status.CONFLICT;
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
