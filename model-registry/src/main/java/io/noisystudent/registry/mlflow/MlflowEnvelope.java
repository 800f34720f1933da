package io.noisystudent.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.error.ErrorCode;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Puts refusals that no resource of MLflow's made into its envelope: unknown paths, wrong methods, bodies that are too
 * large, and defects.
 */
public class MlflowEnvelope {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROBLEM = "application/problem+json";
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;

    /** Before answers are counted. */
    private static final int FIRST = 10_000;

    @ServerResponseFilter(priority = FIRST)
    void translate(ContainerRequestContext request, ContainerResponseContext answer) throws IOException {
        String path = request.getUriInfo().getPath().replaceFirst("^/", "");
        if (!path.startsWith("api/2.0/")
                || !PROBLEM.equals(String.valueOf(answer.getMediaType()))
                || !(answer.getEntity() instanceof byte[] body)) {
            return;
        }
        JsonNode problem = JSON.readTree(body);
        int status = answer.getStatus();
        String message =
                problem.path("subject").asText() + ": " + problem.path("detail").asText();
        String code = status == NOT_FOUND || status == NOT_ALLOWED
                ? "ENDPOINT_NOT_FOUND"
                : MlflowErrors.code(ErrorCode.valueOf(problem.path("code").asText()));
        answer.setEntity(JSON.writeValueAsBytes(new MlflowErrors.Envelope(code, message)));
        answer.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_TYPE);
    }
}
