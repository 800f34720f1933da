package io.noisystudent.learning.module;

import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Asks for a copy of ONNX's tests: {@code -Donnx.nodes=.../onnx/backend/test/data/node}. */
@EnabledIfSystemProperty(named = "onnx.nodes", matches = ".+")
class OnnxNodeTest {
    /** Of 431 in ONNX 1.18, with constant parameters. */
    private static final int FEWEST = 250;

    /** Nothing is wrong in silence: what differs is refused, with the node's name. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldAgreeWithOnnxOrRefuse(boolean constant) throws IOException {
        List<String> wrong = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        int right = 0;
        for (Path test : NodeTests.in(Path.of(System.getProperty("onnx.nodes")))) {
            String name = test.getFileName().toString();
            try {
                String difference = NodeTests.run(test, constant);
                if (difference.isEmpty()) {
                    right++;
                } else {
                    wrong.add(name + " " + difference);
                }
            } catch (NoisyStudentException e) {
                refused.add(name + " " + e.describe());
            } catch (RuntimeException e) {
                wrong.add(name + " " + e);
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(right).as("beside those refused: %s", refused).isGreaterThan(FEWEST);
    }
}
