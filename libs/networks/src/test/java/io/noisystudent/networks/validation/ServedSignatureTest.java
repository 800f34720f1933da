package io.noisystudent.networks.validation;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServedSignatureTest {
    private static final ImageShape IMAGE = new ImageShape(28, 20, 1);
    private static final Graph GRAPH = Networks.build("small-cnn", IMAGE, List.of("a", "b", "c"), 1);

    @Test
    void shouldReadTheSignatureOfABuiltNetwork() {
        ServedSignature signature = ServedSignature.of(GRAPH);
        assertThat(signature).isEqualTo(new ServedSignature(Dimension.of(28), Dimension.of(20), 1, 3));
        assertThat(signature.image(GRAPH)).contains(IMAGE);
        assertThatCode(() -> signature.requireImage(IMAGE)).doesNotThrowAnyException();
        assertThatCode(() -> signature.requireClasses(GRAPH, List.of("a", "b", "c")))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldTakeOpenSidesFromTheMetadata() {
        Graph open = withInput(images(ElementType.UINT8, "N", "H", "W", 1));
        ServedSignature signature = ServedSignature.of(open);
        assertThat(signature.image(open)).contains(IMAGE);
        assertThatCode(() -> signature.requireImage(new ImageShape(99, 3, 1))).doesNotThrowAnyException();
        assertRefused(() -> signature.requireImage(new ImageShape(28, 20, 3)), "HxWx1", "28x20x3");
    }

    @Test
    void shouldRefuseOtherInputs() {
        assertRefusedInput(images(ElementType.FLOAT, "N", 28, 20, 1), "FLOAT");
        assertRefusedInput(images(ElementType.UINT8, 1, 28, 20, 1), "(1, 28, 20, 1)");
        assertRefusedInput(images(ElementType.UINT8, "N", 28, 20), "(N, 28, 20)");
        assertRefusedInput(images(ElementType.UINT8, "N", 28, 20, 2), "1 or 3 channels");
        assertRefusedInput(images(ElementType.UINT8, "N", 28, 20, "C"), "1 or 3 channels");
        assertRefusedInput(images(ElementType.UINT8, "N", 0, 20, 1), "height and width");
        assertRefusedInput(images(ElementType.UINT8, "N", 28, 1L << 40, 1), "height and width");
        assertRefused(() -> ServedSignature.of(ModelWith.input(GRAPH, "pixels")), "named images", "pixels");
    }

    @Test
    void shouldRefuseOtherOutputs() {
        assertRefusedOutputs(Signature.outputs(3).subList(0, 1), "named probabilities");
        assertRefusedOutputs(Signature.outputs(3).subList(1, 2), "named logits");
        assertRefusedOutputs(
                List.of(Signature.outputs(3).get(0), Signature.outputs(4).get(1)), "as many columns as logits, 3");
        assertRefusedOutputs(Signature.outputs(1), "K of 2 or more");
        assertRefusedOutputs(
                List.of(
                        new TensorSpec("logits", ElementType.FLOAT, List.of(Dimension.of("N"), Dimension.of("K"))),
                        Signature.outputs(3).get(1)),
                "fixed K");
        assertRefusedOutputs(
                List.of(
                        new TensorSpec("logits", ElementType.FLOAT, List.of(Dimension.of(4), Dimension.of(3))),
                        Signature.outputs(3).get(1)),
                "symbolic N");
    }

    @Test
    void shouldRefuseOtherImagesAndClasses() {
        ServedSignature signature = ServedSignature.of(GRAPH);
        assertRefused(() -> signature.requireImage(new ImageShape(20, 28, 1)), "28x20x1", "20x28x1");
        assertRefused(() -> signature.requireClasses(GRAPH, List.of("a", "b")), "3 classes", "has 2");
        assertRefused(() -> signature.requireClasses(GRAPH, List.of("a", "c", "b")), "[a, b, c]", "[a, c, b]");
    }

    @Test
    void shouldSayWhichMetadataIsUnreadable() {
        Graph graph = GRAPH.withMetadata(Map.of(ModelMetadata.CLASSES, "a,b,c", ModelMetadata.IMAGE, "[28]"));
        assertThatThrownBy(() -> ModelMetadata.classes(graph)).hasMessageContaining("noisystudent.classes");
        assertThatThrownBy(() -> ModelMetadata.image(graph)).hasMessageContaining("noisystudent.image");
    }

    @Test
    void shouldAcceptADropoutThatIsOff() {
        List<Node> nodes = new ArrayList<>(GRAPH.nodes());
        nodes.add(new Node("drop", "Dropout", List.of("logits"), List.of("dropped"), Map.of("seed", Attribute.of(1))));
        assertThatCode(() -> GraphCheck.served(ModelWith.nodes(GRAPH, nodes))).doesNotThrowAnyException();
    }

    private static Graph withInput(TensorSpec images) {
        return ModelWith.inputs(GRAPH, List.of(images));
    }

    private static TensorSpec images(ElementType type, Object... shape) {
        List<Dimension> dimensions = new ArrayList<>();
        for (Object side : shape) {
            dimensions.add(
                    side instanceof String symbol ? Dimension.of(symbol) : Dimension.of(((Number) side).longValue()));
        }
        return new TensorSpec("images", type, dimensions);
    }

    private static void assertRefusedInput(TensorSpec images, String... words) {
        assertRefused(() -> ServedSignature.of(withInput(images)), words);
    }

    private static void assertRefusedOutputs(List<TensorSpec> outputs, String... words) {
        assertRefused(() -> ServedSignature.of(ModelWith.outputs(GRAPH, outputs)), words);
    }

    private static void assertRefused(ThrowingCallable action, String... words) {
        assertThatThrownBy(action).isInstanceOfSatisfying(NoisyStudentException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.SIGNATURE_MISMATCH);
            assertThat(e.getMessage()).contains(words);
        });
    }
}
