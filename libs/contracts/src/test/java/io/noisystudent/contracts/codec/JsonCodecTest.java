package io.noisystudent.contracts.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noisystudent.contracts.config.GateRule;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JsonCodecTest {
    private static final String TASK = """
            {"id": "2-7", "generation": 2, "model": {"name": "a", "version": 1},
             "range": {"topic": "t", "partition": 0, "from": 0, "to": 5}, "minConfidence": 0.5}
            """;

    private final JsonCodec<LabelingTask> tasks = JsonCodec.of(LabelingTask.class);

    @Test
    void shouldIgnoreWhatANewerServiceAdds() {
        // Given
        String newer = TASK.replace("\"generation\": 2", "\"generation\": 2, \"priority\": {\"level\": 3}");

        // When / Then
        assertThat(decode(newer)).isEqualTo(decode(TASK));
    }

    /** Requests and lineages are kept for as long as their models, and recipes grow meanwhile. */
    @Test
    void shouldGiveDefaultsToWhatAnOlderServiceDidNotKnow() throws IOException {
        // Given
        JsonCodec<TrainingRequest> requests = JsonCodec.of(TrainingRequest.class);
        TrainingRequest request = (TrainingRequest) SampleMessages.json().get("training-request");
        ObjectMapper mapper = JsonMapper.create();
        ObjectNode tree = (ObjectNode) mapper.readTree(requests.encode(request));
        ObjectNode recipe = (ObjectNode) tree.get("recipe");
        recipe.remove(List.of("phases", "earlyStopping"));
        ((ObjectNode) recipe.get("objective")).remove(List.of("fairness", "onlineLabels", "terms"));
        ((ObjectNode) recipe.get("optimizer"))
                .remove(List.of("algorithm", "schedule", "clipNorm", "trainRatio", "warmStart"));
        ((ObjectNode) tree.get("selection")).remove(List.of("rule", "minConfidence", "alignment", "calibrate"));

        // When
        TrainingRequest read = requests.decode("t", mapper.writeValueAsBytes(tree));

        // Then
        assertThat(read).isEqualTo(request);
    }

    /** Of which image passes were not counted, but a rate was made. */
    @Test
    void shouldReadAReportOfAnOlderTrainer() throws IOException {
        // Given
        JsonCodec<TrainingProgress> codec = JsonCodec.of(TrainingProgress.class);
        TrainingProgress.Completed completed =
                (TrainingProgress.Completed) SampleMessages.json().get("training-progress-completed");
        ObjectMapper mapper = JsonMapper.create();
        ObjectNode tree = (ObjectNode) mapper.readTree(codec.encode(completed));
        ((ObjectNode) tree.get("report")).remove("imagePasses");

        // When
        TrainingReport read = ((TrainingProgress.Completed) codec.decode("t", mapper.writeValueAsBytes(tree))).report();

        // Then
        assertThat(completed.report().countedImagePasses()).isEqualTo(6_500);
        assertThat(read.imagePasses()).isNull();
        assertThat(read.countedImagePasses()).as("512 in a second, for 12.5 s").isEqualTo(6_400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"id\": \"2-7\", | | id",
                "\"id\": \"2-7\" | \"id\": null | id",
                "\"generation\": 2, | | generation",
                "\"generation\": 2 | \"generation\": null | generation",
                "\"topic\": \"t\", | | range.topic",
                "\"to\": 5 | \"to\": \"x\" | range.to",
                "\"to\": 5 | \"to\": -5 | no range",
                "\"version\": 1 | \"version\": 1.5 | model.version",
                "0.5 | 1e400 | minConfidence",
                "0.5 | \"NaN\" | minConfidence",
                "0.5 | \"-INF\" | minConfidence",
                "0.5 | null | minConfidence",
                "\"version\": 1 | \"version\": 1, \"version\": 2 | Duplicate",
                "{\"id\" | {id | JSON",
            })
    void shouldRefuseAMessageAndNameTheField(String part, String replacement, String named) {
        // Given
        String broken = TASK.replace(part, replacement == null ? "" : replacement);

        // When / Then
        assertThatExceptionOfType(NoisyStudentException.class)
                .isThrownBy(() -> decode(broken))
                .withMessageContaining("animals.labeling-tasks")
                .withMessageContaining("LabelingTask")
                .withMessageContaining(named)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_MESSAGE));
    }

    @ParameterizedTest
    @CsvSource(
            value = {"NULL", "''", "null", "42", "[]", "{}"},
            nullValues = "NULL")
    void shouldRefuseWhatIsNoMessage(String value) {
        assertThatExceptionOfType(NoisyStudentException.class)
                .isThrownBy(() -> tasks.decode("t", value == null ? null : value.getBytes(StandardCharsets.UTF_8)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_MESSAGE));
    }

    @Test
    void shouldRefuseAnUnknownState() {
        assertThatExceptionOfType(NoisyStudentException.class)
                .isThrownBy(() -> JsonCodec.of(TrainingProgress.class)
                        .decode("t", "{\"state\": \"paused\"}".getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("paused");
    }

    @Test
    void shouldReadAnErrorCodeThatItDoesNotKnowAsInternal() {
        // Given
        byte[] newer = "{\"state\": \"failed\", \"requestId\": \"r\", \"code\": \"NEW_CODE\", \"detail\": \"d\"}"
                .getBytes(StandardCharsets.UTF_8);

        // When / Then
        assertThat(JsonCodec.of(TrainingProgress.class).decode("t", newer))
                .isEqualTo(new TrainingProgress.Failed("r", ErrorCode.INTERNAL, "d"));
    }

    @Test
    void shouldWriteTheDiscriminatorWhateverTheStaticType() throws JsonProcessingException {
        // Given
        var mapper = JsonMapper.create();
        GenerationState state = (GenerationState) SampleMessages.json().get("generation-promoted");
        ModelEvent event = (ModelEvent) SampleMessages.json().get("model-promoted");
        Object[] untyped = {List.of(state), List.of(event), List.of(new GateRule.NotWorse(0.05)), state};

        // When
        String json = mapper.writeValueAsString(untyped);

        // Then
        assertThat(json)
                .contains("[{\"state\":\"promoted\"", "[{\"event\":\"model-promoted\"", "[{\"rule\":\"not-worse\"")
                .contains(",{\"state\":\"promoted\"");
        assertThat(mapper.readValue("{\"rule\":\"min-gain\",\"gain\":0.5}", GateRule.class))
                .isEqualTo(new GateRule.MinGain(0.5));
    }

    private LabelingTask decode(String json) {
        return tasks.decode("animals.labeling-tasks", json.getBytes(StandardCharsets.UTF_8));
    }
}
