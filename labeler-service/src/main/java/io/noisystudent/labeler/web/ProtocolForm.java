package io.noisystudent.labeler.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.service.refusal.RefusalForm;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;

/** Errors in the form of the Open Inference Protocol: {@code {"error": "CODE subject: message"}}. */
@Singleton
public class ProtocolForm implements RefusalForm {
    @Override
    public String mediaType() {
        return "application/json";
    }

    @Override
    public byte[] body(int status, NoisyStudentException reason) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("error", reason.describe())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
