package io.noisystudent.labeler.testing;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.event.Execution;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.Device;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.labeler.models.DeviceGuard;
import io.noisystudent.labeler.models.LabelerDevices;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.util.List;
import java.util.Optional;

/** Untrained networks with their real files: each version has its own weights. */
public final class TinyModels {
    public static final List<String> CLASSES = List.of("dark", "light", "mixed");
    public static final InferenceOptions OPTIONS = new InferenceOptions(Device.CPU, 1, 4);

    /** A CPU does not fail. */
    public static final DeviceGuard NO_GUARD = new DeviceGuard(Optional.empty(), failure -> {});

    /** What fakes of engines compute with. */
    public static final Execution EXECUTION = new Execution("cuda", "tf32", "onnxruntime of a test");

    public static final LabelerDevices DEVICES = new LabelerDevices(OPTIONS, List.of(0), 1);

    private static final String PIPELINE = """
            pipeline:
              name: %s
              image: {height: 8, width: 8, channels: 1}
              classes: [dark, light, mixed]
              topics: {data-partitions: 1, task-partitions: 4}
              labeling: {min-confidence: 0.3, task-samples: 100}
              recipes:
                - {network: mlp, epochs: 1}
            """;

    private TinyModels() {}

    /** A pipeline of this name, for {@link #CLASSES} and {@link Images#SHAPE}. */
    public static PipelineConfig pipeline(String name) {
        return PipelineConfigReader.parse(yaml(name), "test");
    }

    public static String yaml(String name) {
        return PIPELINE.formatted(name);
    }

    /** The ONNX file of a version. */
    public static byte[] onnx(int version) {
        return OnnxWriter.write(Networks.build("mlp", Images.SHAPE, CLASSES, version));
    }

    public static Classifier open(int version) {
        return Classifier.open(onnx(version), OPTIONS);
    }

    /** Two classifiers of one session. */
    public static List<Classifier> pair(int version) {
        Classifier first = open(version);
        return List.of(first, first.sibling());
    }

    /** What a version says of one image alone: the oracle for what the pipeline does in batches. */
    public static float[] probabilities(int version, byte[] pixels) {
        try (Classifier classifier = open(version)) {
            classifier.input().put(pixels);
            return classifier.run(1).probabilities(0);
        }
    }
}
