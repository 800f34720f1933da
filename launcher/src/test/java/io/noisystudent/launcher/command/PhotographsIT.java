package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.config.SelectionRule;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.launcher.dataset.Picture;
import io.noisystudent.launcher.glyph.GlyphDataSet;
import io.noisystudent.launcher.stack.Addresses;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A frozen backbone from elsewhere, pictures three times as wide as what is served, noise of photographs and shares of
 * classes, through the real services.
 */
class PhotographsIT {
    private static final String SETTINGS = """
            curriculum:
              control: none
              max-generations: 1
              collapse: {min-accepted-share: 0, min-entropy: 0, max-empty-classes: 9}
              fixres: {after-promotion: true, steps: 3, batch-size: 10, size: 32}
            labeling: {min-confidence: 0}
            selection: {rule: {class-shares: {shares: [0.5, 1]}}}
            gate: {rules: []}
            recipes:
              - {network: 'version:drawn', freeze: backbone, steps: 4, batch-size: 10,
                 noise: {random-resized-crop: {min-area: 0.5}}}
              - {network: small-cnn, steps: 6, batch-size: 10, unlabeled-ratio: 2, train-resolution: {size: 20},
                 online-labels: {}, noise: {randaugment: {lengths: imagenet}, random-resized-crop: {}, mix: {}}}
            """;

    @TempDir
    private Path directory;

    @Test
    void shouldServeEachVersionWithTheResizingThatItWasTrainedWith() throws IOException, InterruptedException {
        try (GlyphPipeline pipeline = GlyphPipeline.start(directory, "wide", SETTINGS)) {
            // When
            importBackbone(pipeline);
            List<Picture> glyphs = GlyphDataSet.make(140, 1, 7).train();
            pipeline.feed(glyphs.stream().map(PhotographsIT::wide).toList(), 60);
            pipeline.awaitFinished();
            assertThat(pipeline.generation("2").path("state").asText())
                    .as(pipeline.generation("2").toString())
                    .isEqualTo("promoted");

            // Then
            assertThatTheBackboneIsThatOfTheImportedVersion(pipeline);
            TrainingRequest request = pipeline.version(4).lineage().request();
            Recipe recipe = request.recipe();
            assertThat(request.data().resize()).isEqualTo(Resize.CROP);
            assertThat(request.selection().rule()).isEqualTo(new SelectionRule.ClassShares(List.of(0.5)));
            assertThat(recipe.noise().mix()).isEqualTo(new Noise.Mix(0.8, 1, 1, 0.5));
            assertThat(request.teacher()).as("which takes larger images").isEqualTo(pipeline.ref(3));
            assertThat(image(pipeline, 4)).isEqualTo(GlyphPipeline.IMAGE);
            assertThat(pipeline.replay(4)).as("0 if it is the same again").isZero();

            // Then the student is served at either size
            assertThat(pipeline.versionInOffice()).isEqualTo(5);
            assertThat(image(pipeline, 5)).isEqualTo(new ImageShape(32, 32, 1));
            assertThat(pipeline.registry().evaluations(pipeline.ref(5))).isNotEmpty();
            assertThat(pipeline.replay(5)).as("0 if it is the same again").isZero();

            // When an earlier version says nothing of it
            int imported = pipeline.importNetwork("mlp");
            Picture glyph = glyphs.get(0);

            // Then
            assertThat(probabilities(pipeline, 4, wide(glyph))).isEqualTo(probabilities(pipeline, 4, glyph));
            assertThat(probabilities(pipeline, 5, wide(glyph)))
                    .isEqualTo(probabilities(pipeline, 5, glyph))
                    .isNotEqualTo(probabilities(pipeline, 4, glyph));
            assertThat(probabilities(pipeline, imported, wide(glyph)))
                    .isNotEqualTo(probabilities(pipeline, imported, glyph));
        }
    }

    /** A network for three other classes; the loop waits for it. */
    private void importBackbone(GlyphPipeline pipeline) throws IOException {
        Graph drawn = Networks.build("small-cnn", GlyphPipeline.IMAGE, List.of("line", "circle", "cross"), 5);
        Path file = Files.write(directory.resolve("drawn.onnx"), OnnxWriter.write(drawn));
        assertThat(pipeline.screen("import", file.toString(), "--head", "new", "--alias", "drawn"))
                .contains("wide/1 is registered", "wide/1 is drawn; a recipe begins with it by network: version:drawn");
    }

    private static void assertThatTheBackboneIsThatOfTheImportedVersion(GlyphPipeline pipeline) throws IOException {
        assertThat(pipeline.version(2).lineage().request().recipe().network()).isEqualTo("version:1");
        Map<String, Tensor> imported = pipeline.graph(pipeline.ref(1)).initializers();
        Map<String, Tensor> trained = pipeline.graph(pipeline.ref(2)).initializers();
        assertThat(trained.keySet()).isEqualTo(imported.keySet());
        assertThat(trained.keySet().stream()
                        .filter(weight -> !imported.get(weight).equals(trained.get(weight))))
                .containsExactlyInAnyOrder("head.weight", "head.bias");
    }

    private static ImageShape image(GlyphPipeline pipeline, int version) throws IOException {
        Graph graph = pipeline.graph(pipeline.ref(version));
        assertThat(ModelMetadata.resize(graph)).isEqualTo(Resize.CROP);
        return ModelMetadata.image(graph).orElseThrow();
    }

    private static String probabilities(GlyphPipeline pipeline, int version, Picture picture)
            throws IOException, InterruptedException {
        String file = Base64.getEncoder().encodeToString(picture.encoded());
        String body = "{\"inputs\": [{\"name\": \"images\", \"datatype\": \"BYTES\", \"shape\": [1], \"data\": [\""
                + file + "\"]}]}";
        URI address = URI.create(
                Addresses.read(pipeline.process().home()).labeler() + "/v2/models/wide/versions/" + version + "/infer");
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        for (JsonNode output : new ObjectMapper().readTree(answer.body()).path("outputs")) {
            if (output.path("name").asText().equals("probabilities")) {
                return output.path("data").toString();
            }
        }
        throw new AssertionError(answer.body());
    }

    /** The picture between two black ones. */
    private static Picture wide(Picture glyph) {
        return new Picture() {
            @Override
            public String key() {
                return glyph.key();
            }

            @Override
            public int label() {
                return glyph.label();
            }

            @Override
            public byte[] encoded() throws IOException {
                BufferedImage middle = ImageIO.read(new ByteArrayInputStream(glyph.encoded()));
                BufferedImage all =
                        new BufferedImage(3 * middle.getWidth(), middle.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
                all.getRaster().setRect(middle.getWidth(), 0, middle.getRaster());
                ByteArrayOutputStream file = new ByteArrayOutputStream();
                ImageIO.write(all, "png", file);
                return file.toByteArray();
            }
        };
    }
}
