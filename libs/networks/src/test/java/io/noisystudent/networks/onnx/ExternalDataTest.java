package io.noisystudent.networks.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Weights beside the model, as PyTorch's default exporter writes them. */
class ExternalDataTest {
    private static final Graph GRAPH = Networks.build("mlp", new ImageShape(4, 4, 1), List.of("a", "b"), 1);

    @TempDir
    private Path directory;

    @Test
    void shouldMergeTheFileBesideTheModel() throws IOException {
        Path model = write("weights.data", true);

        assertThat(OnnxReader.readWithExternalData(model)).isEqualTo(GRAPH);
        assertRefused(() -> OnnxReader.read(model), "./noisy-student import", "external_data=False");
    }

    @Test
    void shouldReadToTheEndWithoutALength() throws IOException {
        Path model = write("weights.data", false);

        // The first of several weights then takes what belongs to the others, and its size says so.
        assertThatThrownBy(() -> OnnxReader.readWithExternalData(model))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TENSOR_SIZE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../weights.data", "/dev/zero", "sub/weights.data", "..", ".", "", "..\\weights.data"})
    void shouldReadNoPath(String location) throws IOException {
        Path model = write("weights.data", true);
        Files.write(model, located(Files.readAllBytes(model), location));

        assertRefused(() -> OnnxReader.readWithExternalData(model), "'" + location + "'", "own directory");
    }

    @Test
    void shouldReadNoLinkDirectoryOrDevice() throws IOException {
        Path model = write("weights.data", true);
        Path data = directory.resolve("weights.data");
        Path elsewhere = Files.move(data, directory.resolve("elsewhere"));

        for (Path target : List.of(elsewhere, Path.of("/dev/zero"))) {
            Files.createSymbolicLink(data, target);
            assertRefused(
                    () -> OnnxReader.readWithExternalData(model), "weights.data", "a link, a directory or a device");
            Files.delete(data);
        }
        Files.createDirectory(data);
        assertRefused(() -> OnnxReader.readWithExternalData(model), "a link, a directory or a device");
    }

    @Test
    void shouldSayWhatIsMissing() throws IOException {
        Path model = write("weights.data", true);
        Path data = directory.resolve("weights.data");
        byte[] whole = Files.readAllBytes(data);

        Files.write(data, Arrays.copyOf(whole, whole.length - 1));
        assertRefused(() -> OnnxReader.readWithExternalData(model), "cut off", (whole.length - 1) + "");
        Files.delete(data);
        assertRefused(
                () -> OnnxReader.readWithExternalData(model), "weights.data, which is not there", "copy that file");
    }

    /** All weights in one file, one behind the other. */
    private Path write(String location, boolean lengths) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(OnnxWriter.write(GRAPH)).toBuilder();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            int offset = data.size();
            tensor.getRawData().writeTo(data);
            tensor.addExternalData(entry("location", location)).addExternalData(entry("offset", offset + ""));
            if (lengths) {
                tensor.addExternalData(entry("length", tensor.getRawData().size() + ""));
            }
            tensor.clearRawData().setDataLocation(TensorProto.DataLocation.EXTERNAL);
        }
        Files.write(directory.resolve(location), data.toByteArray());
        return Files.write(directory.resolve("model.onnx"), model.build().toByteArray());
    }

    private static byte[] located(byte[] file, String location) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(file).toBuilder();
        for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            tensor.setExternalData(0, entry("location", location));
        }
        return model.build().toByteArray();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static void assertRefused(ThrowingCallable action, String... words) {
        assertThatThrownBy(action).isInstanceOfSatisfying(NoisyStudentException.class, e -> {
            assertThat(e.code()).as(e.describe()).isEqualTo(ErrorCode.EXTERNAL_DATA);
            assertThat(e.describe()).contains(words);
        });
    }
}
