package io.noisystudent.service.refusal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.Problem;
import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;

/** {@code application/problem+json} (RFC 9457), for every service that follows no protocol of others. */
@DefaultBean
@Singleton
public class ProblemForm implements RefusalForm {
    /** Paths and hosts are repeated to the caller; nobody needs more of them. */
    private static final int SHOWN = 200;

    private final ObjectMapper json = JsonMapper.create();

    @Override
    public String mediaType() {
        return "application/problem+json";
    }

    @Override
    public byte[] body(int status, NoisyStudentException reason) {
        Problem problem = new Problem(
                HttpResponseStatus.valueOf(status).reasonPhrase(),
                status,
                reason.code(),
                shown(reason.subject()),
                String.valueOf(reason.getMessage()));
        try {
            return json.writeValueAsBytes(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String shown(String subject) {
        return subject.length() <= SHOWN ? subject : subject.substring(0, SHOWN) + "...";
    }
}
