package io.noisystudent.service.refusal;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.Problem;
import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;

/** {@code application/problem+json} (RFC 9457), for every service that follows no protocol of others. */
@DefaultBean
@Singleton
public class ProblemForm implements RefusalForm {
    /** Paths and hosts are repeated to the caller up to this length. */
    private static final int SHOWN = 200;

    @Override
    public String mediaType() {
        return ProblemAnswer.MEDIA_TYPE;
    }

    @Override
    public byte[] body(int status, NoisyStudentException reason) {
        return ProblemAnswer.body(new Problem(
                HttpResponseStatus.valueOf(status).reasonPhrase(),
                status,
                reason.code(),
                shown(reason.subject()),
                String.valueOf(reason.getMessage())));
    }

    private static String shown(String subject) {
        return subject.length() <= SHOWN ? subject : subject.substring(0, SHOWN) + "...";
    }
}
