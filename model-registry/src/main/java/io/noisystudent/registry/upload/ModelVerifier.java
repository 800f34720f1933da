package io.noisystudent.registry.upload;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.validation.FoldedNormalization;
import io.noisystudent.networks.validation.GraphCheck;
import io.noisystudent.networks.validation.ServedSignature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static java.util.Objects.requireNonNull;

/**
 * Proves that a file is a model that can be served: a valid graph of allowed operators without external data, the
 * served signature, and a trial run.
 */
public final class ModelVerifier {
    // The file's bytes, the parsed message and the graph are in memory at the same time.
    private static final int COPIES = 4;
    private static final int NAME = 1000;
    /** Characters of all class names: those of ImageNet-21k, with every synonym, have 500,000. */
    private static final long NAMES = 1 << 20;

    private final Trial trial;

    public ModelVerifier(Trial trial) {
        this.trial = requireNonNull(trial, "trial is null");
    }

    /**
     * Verifies one file at a time, which bounds the memory that uploads take together.
     *
     * @throws NoisyStudentException {@code NOT_ONNX}, {@code BAD_GRAPH}, {@code MODEL_LIMITS}, {@code EXTERNAL_DATA},
     *     {@code OPERATOR_NOT_ALLOWED}, {@code TENSOR_SIZE}, {@code SIGNATURE_MISMATCH}, {@code TRIAL_RUN_FAILED}
     */
    public synchronized VerifiedModel verify(Spooled upload) {
        requireMemory(upload.size());
        Graph graph;
        try {
            graph = OnnxReader.read(upload.file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ServedSignature signature = ServedSignature.of(graph);
        List<String> classes = ModelMetadata.classes(graph).orElse(List.of());
        requireNames(classes);
        if (!classes.isEmpty()) {
            signature.requireClasses(graph, classes);
        }
        trial.check(upload.file());
        return new VerifiedModel(
                upload.sha256(),
                upload.size(),
                classes,
                signature.classes(),
                signature.image(graph).orElse(null),
                Stream.of(FoldedNormalization.warning(graph), GraphCheck.servedOnly(graph))
                        .flatMap(Optional::stream)
                        .toList());
    }

    /** They are part of every version, which stays in memory. */
    private static void requireNames(List<String> classes) {
        long characters = classes.stream().mapToLong(String::length).sum();
        if (characters > NAMES || classes.stream().anyMatch(name -> name.length() > NAME)) {
            throw new NoisyStudentException(
                    ErrorCode.MODEL_LIMITS,
                    ModelMetadata.CLASSES,
                    "the " + classes.size() + " class names have " + characters + " characters; at most " + NAMES
                            + " together and " + NAME + " each are kept; shorten them");
        }
    }

    private static void requireMemory(long size) {
        long heap = Runtime.getRuntime().maxMemory();
        if (size > heap / COPIES) {
            throw new NoisyStudentException(
                    ErrorCode.MODEL_LIMITS,
                    "file",
                    "the file has " + size + " bytes, and verifying it needs " + COPIES
                            + " times as much of the heap of " + heap
                            + " bytes; start the registry with a larger -Xmx");
        }
    }
}
