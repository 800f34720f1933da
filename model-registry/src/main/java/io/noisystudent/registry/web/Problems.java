package io.noisystudent.registry.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.Problem;
import io.noisystudent.service.refusal.MalformedJson;
import io.noisystudent.service.refusal.ProblemAnswer;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every error answer is {@code application/problem+json}: a refusal of ours, of the framework, or a defect. */
@Singleton
public class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    @ServerExceptionMapper
    Response refusal(NoisyStudentException e) {
        int status = Statuses.of(e.code());
        if (status >= Statuses.INTERNAL) {
            LOG.warn("status={} {}", status, e.describe());
        }
        return answer(status, e.code(), e.subject(), String.valueOf(e.getMessage()));
    }

    @ServerExceptionMapper
    Response range(RangeRefused e) {
        return Response.fromResponse(refusal(e.refusal()))
                .header("Content-Range", "bytes */" + e.size())
                .build();
    }

    @ServerExceptionMapper
    Response framework(WebApplicationException e, UriInfo uri) {
        Response given = e.getResponse();
        if (e.getCause() instanceof JsonProcessingException malformed) {
            return malformed(malformed);
        }
        int status = given.getStatus();
        ErrorCode code =
                switch (status) {
                    case NOT_FOUND -> ErrorCode.NOT_FOUND;
                    case Statuses.TOO_LARGE -> ErrorCode.TOO_LARGE;
                    default -> status >= Statuses.INTERNAL ? ErrorCode.INTERNAL : ErrorCode.BAD_REQUEST;
                };
        String detail = status == NOT_FOUND
                ? "there is no such resource; see /q/openapi"
                : e.getMessage() + "; see /q/openapi for what is allowed here";
        Response answer = answer(status, code, "/" + uri.getPath().replaceFirst("^/", ""), detail);
        String allowed = given.getHeaderString(HttpHeaders.ALLOW);
        return allowed == null
                ? answer
                : Response.fromResponse(answer)
                        .header(HttpHeaders.ALLOW, allowed)
                        .build();
    }

    @ServerExceptionMapper
    Response mismatched(MismatchedInputException e) {
        return malformed(e);
    }

    @ServerExceptionMapper
    Response malformed(JsonProcessingException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            // Jackson wraps it or not, depending on where in the document the limit is passed.
            if (cause instanceof StreamConstraintsException limit) {
                return answer(Statuses.TOO_LARGE, ErrorCode.TOO_LARGE, "body", limit.getOriginalMessage());
            }
        }
        return MalformedJson.endOfBody(e)
                .map(this::refusal)
                .orElseGet(() -> answer(
                        BAD_REQUEST,
                        ErrorCode.BAD_REQUEST,
                        MalformedJson.field(e),
                        "the JSON is not as needed: " + MalformedJson.describe(e)));
    }

    @ServerExceptionMapper
    Response defect(RuntimeException e, UriInfo uri) {
        LOG.error("request failed path={}", uri.getPath(), e);
        return answer(
                Statuses.INTERNAL, ErrorCode.INTERNAL, "/" + uri.getPath(), "a defect of the registry; see its log");
    }

    private static Response answer(int status, ErrorCode code, String subject, String detail) {
        Response.Status known = Response.Status.fromStatusCode(status);
        String title = known == null ? code.name() : known.getReasonPhrase();
        return ProblemAnswer.of(new Problem(title, status, code, subject, detail));
    }
}
