package io.noisystudent.registry.mlflow;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.upload.VerifiedModel;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The files that MLflow expects beside the model: what its flavors load, which tensors it takes and gives, and which Python
 * packages run it. They follow from the version and its ONNX file.
 *
 * <p>Source: MLflow, "MLmodel format", flavors {@code onnx} and {@code python_function}; {@code mlflow.onnx.save_model}.
 */
final class MlflowFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int ID = 32;
    private static final List<String> PACKAGES = List.of("mlflow", "numpy", "onnx", "onnxruntime");

    private MlflowFiles() {}

    /** By name. */
    static Map<String, byte[]> of(ModelVersion version, VerifiedModel file, String runId) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        put(files, "MLmodel", mlmodel(version, file, runId));
        put(files, "requirements.txt", String.join("\n", PACKAGES) + "\n");
        put(files, "python_env.yaml", """
                build_dependencies:
                - pip
                - setuptools
                - wheel
                dependencies:
                - -r requirements.txt
                """);
        put(files, "conda.yaml", """
                name: mlflow-env
                channels:
                - conda-forge
                dependencies:
                - python
                - pip
                - pip:
                  - %s
                """.formatted(String.join("\n  - ", PACKAGES)));
        return files;
    }

    private static void put(Map<String, byte[]> files, String name, String content) {
        files.put(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private static String mlmodel(ModelVersion version, VerifiedModel file, String runId) {
        String run = runId.isEmpty() ? "" : "run_id: " + TextNode.valueOf(runId) + "\n";
        return """
                flavors:
                  onnx:
                    code: null
                    data: %1$s
                    onnx_session_options: null
                    providers:
                    - CUDAExecutionProvider
                    - CPUExecutionProvider
                  python_function:
                    data: %1$s
                    env:
                      conda: conda.yaml
                      virtualenv: python_env.yaml
                    loader_module: mlflow.onnx
                model_size_bytes: %2$d
                model_uuid: %3$s
                %4$ssignature:
                  inputs: '%5$s'
                  outputs: '%6$s'
                  params: null
                utc_time_created: '%7$s'
                """.formatted(
                        MlflowForm.FILE,
                        version.size(),
                        version.sha256().substring(0, ID),
                        run,
                        inputs(file),
                        outputs(file),
                        TIME.format(version.createdAt()));
    }

    private static String inputs(VerifiedModel file) {
        ImageShape image = file.image();
        List<Integer> shape =
                image == null ? List.of(-1, -1, -1, -1) : List.of(-1, image.height(), image.width(), image.channels());
        ArrayNode tensors = JSON.createArrayNode();
        tensor(tensors, "images", "uint8", shape);
        return tensors.toString();
    }

    private static String outputs(VerifiedModel file) {
        ArrayNode tensors = JSON.createArrayNode();
        for (String name : List.of("logits", "probabilities")) {
            tensor(tensors, name, "float32", List.of(-1, file.classCount()));
        }
        return tensors.toString();
    }

    private static void tensor(ArrayNode tensors, String name, String type, List<Integer> shape) {
        ArrayNode dimensions = tensors.addObject()
                .put("name", name)
                .put("type", "tensor")
                .putObject("tensor-spec")
                .put("dtype", type)
                .putArray("shape");
        shape.forEach(dimensions::add);
    }
}
