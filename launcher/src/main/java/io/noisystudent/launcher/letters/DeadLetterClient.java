package io.noisystudent.launcher.letters;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.launcher.teacher.TeacherClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks a teacher-service for its dead letters. */
public final class DeadLetterClient {
    private static final String LETTERS = "/dead-letters";

    private final TeacherClient teacher;

    public DeadLetterClient(TeacherClient teacher) {
        this.teacher = teacher;
    }

    /** A page of the list; {@code next} is the cursor of the next one. */
    public JsonNode list(Map<String, String> query) {
        String parameters = query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        return teacher.get(LETTERS + "?" + parameters);
    }

    public JsonNode show(String id) {
        return teacher.get(LETTERS + "/" + encoded(id));
    }

    /** The bytes of the original. */
    public byte[] value(String id) {
        return teacher.bytes(LETTERS + "/" + encoded(id) + "/value");
    }

    public JsonNode replay(String id, boolean dryRun) {
        return teacher.post(LETTERS + "/" + encoded(id) + "/replay?dryRun=" + dryRun, Map.of());
    }

    /** Replays what a page of the list has; {@code next} is the cursor for the others. */
    public JsonNode replayAll(Map<String, Object> order) {
        return teacher.post(LETTERS + "/replay", order);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
