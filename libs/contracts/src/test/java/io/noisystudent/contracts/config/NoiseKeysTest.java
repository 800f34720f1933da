package io.noisystudent.contracts.config;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Keys of what becomes of images, and of shares that grow. */
class NoiseKeysTest {
    private static final String YAML = """
            pipeline:
              name: p
              image: {height: 32, width: 64, channels: 3}
              classes: [a, b]
              %s
              recipes: [{network: mlp, epochs: 1, noise: {%s}}]
            """;

    @Test
    void shouldCropByDefaultAndReadBackWhatItWrites() {
        // When
        PipelineConfig cropped = parse("", "");
        PipelineConfig stretched = parse("resize: stretch", "");

        // Then
        assertThat(cropped.resize()).isEqualTo(Resize.CROP);
        assertThat(stretched.resize()).isEqualTo(Resize.STRETCH);
        assertThat(writtenAndRead(stretched)).isEqualTo(stretched);
    }

    @Test
    void shouldReadNoiseOfPartsAndMixedImages() {
        // Given
        String all = "random-resized-crop: {min-area: 0.2}, mix: {mixup: 0.2, switch: 1},"
                + " randaugment: {lengths: imagenet}";

        // When
        PipelineConfig config = parse("", all);
        PipelineConfig plain = parse("", "");

        // Then
        Noise noise = noise(config);
        assertThat(noise.randomResizedCrop()).isEqualTo(new Noise.RandomResizedCrop(0.2, 1, 0.75, 4 / 3.));
        assertThat(noise.mix()).isEqualTo(new Noise.Mix(0.2, 1, 1, 1));
        assertThat(noise.randAugment().lengthsOrDefault()).isEqualTo(Noise.Lengths.IMAGENET);
        assertThat(noise.crop()).as("there is a crop already").isZero();
        assertThat(writtenAndRead(config)).isEqualTo(config);
        assertThat(noise(plain))
                .isEqualTo(new Noise(new Noise.RandAugment(2, 9, Noise.Operations.ALL), 4, false, 8, 128, 0.2, 0.2));
    }

    /** Requests of earlier versions, and what earlier versions read, have none of these components. */
    @Test
    void shouldLeaveOutOfMessagesWhatIsNotAsked() {
        // When
        String json = new String(
                JsonCodec.of(Noise.class).encode(noise(parse("", "randaugment: {lengths: eighth}"))),
                StandardCharsets.UTF_8);

        // Then
        assertThat(json).doesNotContain("randomResizedCrop", "mix", "lengths");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "random-resized-crop: {min-area: 0.9, max-area: 0.5} | min-area: 0.9 is above max-area, 0.5",
                "random-resized-crop: {min-aspect: 2} | min-aspect: 2.0 is above max-aspect",
                "random-resized-crop: {min-area: 0} | give a number in (0, 1]",
                "mix: {mixup: 0, cutmix: 0} | with cutmix 0 too, nothing is mixed",
                "mix: {mixup: 5} | give a number in [0, 4]",
                "randaugment: {lengths: long} | give imagenet or eighth",
            })
    void shouldRefuse(String noise, String reason) {
        assertThatThrownBy(() -> parse("", noise))
                .isInstanceOf(NoisyStudentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void shouldTakeTheShareOfTheGeneration() {
        // Given
        SelectionConfig selection = parse("selection: {rule: class-shares}", "").selection();

        // When
        List<SelectionRule> rules = IntStream.rangeClosed(0, 5)
                .mapToObj(generation -> selection.inGeneration(generation, 100).rule())
                .toList();

        // Then
        assertThat(rules)
                .extracting(rule -> ((SelectionRule.ClassShares) rule).shares())
                .containsExactly(List.of(0.2), List.of(0.2), List.of(0.5), List.of(0.8), List.of(0.8), List.of(0.8));
        assertThatThrownBy(() -> parse("selection: {rule: {class-shares: {shares: []}}}", ""))
                .hasMessageContaining("shares");
    }

    private static Noise noise(PipelineConfig config) {
        return config.recipes().get(0).noise();
    }

    private static PipelineConfig parse(String keys, String noise) {
        return PipelineConfigReader.parse(YAML.formatted(keys, noise), "p.yaml", "mlp"::equals);
    }

    private static PipelineConfig writtenAndRead(PipelineConfig config) {
        return PipelineConfigReader.parse(PipelineConfigWriter.write(config), "written", "mlp"::equals);
    }
}
