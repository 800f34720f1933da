package io.noisystudent.launcher.teacher;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Where the loop stands, as teacher-service says.
 *
 * @param pipeline name of the pipeline that the service works on
 * @param finished whether nothing more happens until new data comes or a person asks
 * @param waitingFor what has to happen next, or why nothing does, for people
 */
public record LoopStatus(String pipeline, boolean finished, String waitingFor) {
    static LoopStatus of(JsonNode status) {
        return new LoopStatus(
                status.path("pipeline").asText(),
                status.path("finished").asBoolean(),
                status.path("waitingFor").asText());
    }
}
