package io.noisystudent.contracts.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The page and the schema are made of the declarations; {@code -Dpipeline.write=true} rewrites both after a deliberate
 * change.
 */
class PipelinePageTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path PAGE = ROOT.resolve("docs/pipeline.md");
    private static final Path SCHEMA = ROOT.resolve("docs/pipeline.schema.json");
    private static final boolean WRITE = Boolean.getBoolean("pipeline.write");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\\n(.*?)```");

    private final JsonSchema schema =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(PipelineSchema.json());

    @Test
    void shouldHaveTheTablesOfTheDeclarations() throws IOException {
        // Given
        String page = Files.readString(PAGE);

        // When
        String filled = PipelineTables.fill(page);

        // Then
        assertThat(written(PAGE, filled))
                .as("run the tests of contracts with -Dpipeline.write=true")
                .isEqualTo(filled);
        assertThat(filled).contains("| `curriculum.patience` |", "| `clip-norm` |", "| `noise.randaugment.ops` |");
    }

    @Test
    void shouldHaveTheSchemaOfTheDeclarations() throws IOException {
        // When
        String json = PipelineSchema.json();

        // Then
        assertThat(written(SCHEMA, json))
                .as("run the tests of contracts with -Dpipeline.write=true")
                .isEqualTo(json);
    }

    @ParameterizedTest
    @MethodSource({"examples", "recipes"})
    void shouldAcceptEveryExample(String example) throws IOException {
        // Given
        String yaml = Files.readString(ROOT.resolve(example));

        // When / Then
        assertThat(PipelineConfigReader.parse(yaml, example).recipes()).isNotEmpty();
        assertThat(violations(yaml)).isEmpty();
    }

    static Stream<String> examples() {
        return Stream.of(
                "launcher/src/main/resources/pipelines/digits.yaml",
                "launcher/src/main/resources/pipelines/digits-one-label.yaml",
                "launcher/src/main/resources/pipelines/glyphs.yaml",
                "launcher/src/main/resources/pipelines/photographs.yaml",
                "k8s/base/pipeline.yaml",
                "k8s/overlays/prod/pipeline.yaml",
                "k8s/overlays/secure/pipeline.yaml",
                "k8s/overlays/smoke/pipeline.yaml");
    }

    static List<String> recipes() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("docs/recipes"))) {
            return files.map(file -> ROOT.relativize(file).toString())
                    .filter(file -> file.endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void shouldAcceptTheExamplesOfThePage() throws IOException {
        // Given
        List<String> examples = EXAMPLE.matcher(Files.readString(PAGE))
                .results()
                .map(example -> complete(example.group(1)))
                .toList();

        // When / Then
        assertThat(examples).hasSize(4).allSatisfy(example -> {
            assertThat(PipelineConfigReader.parse(example, "docs/pipeline.md").recipes())
                    .isNotEmpty();
            assertThat(violations(example)).isEmpty();
        });
    }

    /** An example may show some of a pipeline's keys only. */
    private static String complete(String example) {
        if (example.startsWith("pipeline:")) {
            return example;
        }
        String problem = """
                pipeline:
                  name: p
                  image: {height: 28, width: 28, channels: 1}
                  classes: [a, b]
                """;
        return problem + (example.startsWith(" ") ? example : example.indent(2));
    }

    @Test
    void shouldAcceptWhatTheWriterWrites() {
        for (String yaml : List.of(PipelineConfigReaderTest.MINIMAL, PipelineConfigReaderTest.FULL)) {
            // When
            String written = PipelineConfigWriter.write(PipelineConfigReader.parse(yaml, "p.yaml"));

            // Then
            assertThat(violations(yaml)).isEmpty();
            assertThat(violations(written)).as(written).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: Digits_1}",
                "{image: {height: 28, width: 28, channels: 2}}",
                "{image: {height: 28, width: 28}}",
                "{classes: [a]}",
                "{classes: [a, a]}",
                "{classes: [a, 'b,c']}",
                "{curriculum: {patience: 0}}",
                "{curriculum: {patience: 1.5}}",
                "{curiculum: {patience: 1}}",
                "{curriculum: {control: maybe}}",
                "{curriculum: {control: {match: rows}}}",
                "{labeling: {min-confidence: 1}}",
                "{selection: {align: classes}}",
                "{selection: {per-class: none}}",
                "{selection: {rule: {soft-match: 2}}}",
                "{selection: {rule: {binned: {}, use-all: {}}}}",
                "{gate: {split: train}}",
                "{gate: {rules: [better]}}",
                "{gate: {rules: [{not-worse: 1}]}}",
                "{recipes: []}",
                "{recipes: [{network: mlp}]}",
                "{recipes: [{network: mlp, epochs: 1, steps: 1}]}",
                "{recipes: [{network: mlp, epochs: 1, clip-norm: 0}]}",
                "{recipes: [{network: mlp, epochs: 1, schedule: {step: {at: [1]}}}]}",
                "{recipes: [{network: mlp, epochs: 1, noise: {flip: maybe}}]}"
            })
    void shouldRefuseWhatTheReaderRefuses(String wrong) {
        // Given
        String sound = """
                pipeline:
                  name: p
                  image: {height: 28, width: 28, channels: 1}
                  classes: [a, b]
                  recipes: [{network: mlp, epochs: 1}]
                """;
        String key = wrong.substring(1, wrong.indexOf(':'));
        String others = sound.replaceAll("(?m)^  " + key + ":.*\\n", "");
        String yaml = others + "  " + wrong.substring(1, wrong.length() - 1) + "\n";

        // When / Then
        assertThat(violations(sound)).isEmpty();
        assertThat(violations(yaml)).as(yaml).isNotEmpty();
        assertThatThrownBy(() -> PipelineConfigReader.parse(yaml, "p.yaml")).isInstanceOf(NoisyStudentException.class);
    }

    private static String written(Path file, String made) throws IOException {
        if (WRITE) {
            Files.writeString(file, made);
        }
        return Files.readString(file);
    }

    private Set<ValidationMessage> violations(String yaml) {
        Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        JsonNode node = new ObjectMapper().valueToTree(loaded);
        return schema.validate(node);
    }
}
