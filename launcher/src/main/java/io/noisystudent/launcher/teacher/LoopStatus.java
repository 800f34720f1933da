package io.noisystudent.launcher.teacher;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Where the loop stands, as teacher-service says.
 *
 * @param pipeline name of the pipeline that the service works on
 * @param curriculum its kind; empty of a service that does not say
 * @param finished whether nothing more happens until new data comes or a person asks
 * @param waitingFor what has to happen next, or why nothing does, for people
 */
public record LoopStatus(String pipeline, String curriculum, boolean finished, String waitingFor) {
    static LoopStatus of(JsonNode status) {
        return new LoopStatus(
                status.path("pipeline").asText(),
                status.path("curriculum").asText(),
                status.path("finished").asBoolean(),
                status.path("waitingFor").asText());
    }
}
