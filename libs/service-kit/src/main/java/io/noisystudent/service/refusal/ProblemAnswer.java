package io.noisystudent.service.refusal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.registry.Problem;
import jakarta.ws.rs.core.Response;

/** An error answer as {@code application/problem+json} (RFC 9457). */
public final class ProblemAnswer {
    static final String MEDIA_TYPE = "application/problem+json";

    private static final ObjectMapper JSON = JsonMapper.create();

    private ProblemAnswer() {}

    /** Whatever the route answers otherwise. */
    public static Response of(Problem problem) {
        return Response.status(problem.status())
                .type(MEDIA_TYPE)
                .entity(body(problem))
                .build();
    }

    static byte[] body(Problem problem) {
        try {
            return JSON.writeValueAsBytes(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
