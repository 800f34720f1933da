package io.noisystudent.networks.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a model's file says about itself, in ONNX's {@code metadata_props}: readable with any ONNX tool.
 *
 * <p>Lists are JSON arrays. A trainer adds {@link #LINEAGE} and {@link #VERSIONS} as JSON documents of its own.
 */
public final class ModelMetadata {
    /** JSON array of the class names, in the order of the outputs. */
    public static final String CLASSES = "noisystudent.classes";

    /** JSON array of height, width and channels. */
    public static final String IMAGE = "noisystudent.image";

    /** {@code crop} or {@code stretch}: how images of another aspect were resized in training, and are to be served. */
    public static final String RESIZE = "noisystudent.resize";

    /** Name of the network that was built. */
    public static final String NETWORK = "noisystudent.network";

    /** Seed of the initial weights. */
    public static final String SEED = "noisystudent.seed";

    /** JSON: what the model was made from. */
    public static final String LINEAGE = "noisystudent.lineage";

    /** JSON array of the classes that a specialist tells apart, in the order of the outputs. */
    public static final String KNOWN = "noisystudent.known-classes";

    /** JSON: the libraries, Java and platform that made it. */
    public static final String VERSIONS = "noisystudent.versions";

    /** Name and version of the program that wrote the file first, where it was not this one. */
    public static final String EXPORTER = "noisystudent.exporter";

    /** Share of a recipe's learning rate with which the network is trained; without this entry, all of it. */
    public static final String LEARNING_RATE_FACTOR = "noisystudent.learning-rate-factor";

    private static final int SHOWN = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelMetadata() {}

    /** The entries of a freshly built network. */
    public static Map<String, String> describe(String network, ImageShape image, List<String> classes, long seed) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put(NETWORK, network);
        entries.put(SEED, Long.toString(seed));
        entries.putAll(problem(image, classes));
        return entries;
    }

    /** The entries that say what the model classifies. */
    public static Map<String, String> problem(ImageShape image, List<String> classes) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put(IMAGE, write(List.of(image.height(), image.width(), image.channels())));
        entries.put(CLASSES, write(classes));
        return entries;
    }

    /** The class names, or empty when the file does not say; {@code BAD_GRAPH} when what it says cannot be read. */
    public static Optional<List<String>> classes(Graph graph) {
        return read(graph, CLASSES, new TypeReference<List<String>>() {}).map(List::copyOf);
    }

    /** The classes that a specialist tells apart; empty of all other networks. */
    public static Optional<List<String>> known(Graph graph) {
        return read(graph, KNOWN, new TypeReference<List<String>>() {}).map(List::copyOf);
    }

    /** The entries of a network with those of a specialist. */
    public static Map<String, String> withKnown(Graph graph, List<String> known) {
        Map<String, String> entries = new LinkedHashMap<>(graph.metadata());
        entries.put(KNOWN, write(known));
        return entries;
    }

    /** The image's shape, or empty when the file does not say; {@code BAD_GRAPH} when what it says cannot be read. */
    public static Optional<ImageShape> image(Graph graph) {
        return read(graph, IMAGE, new TypeReference<List<Integer>>() {}).map(sizes -> {
            if (sizes.size() != 3) {
                throw unreadable(graph, IMAGE, null);
            }
            try {
                return new ImageShape(sizes.get(0), sizes.get(1), sizes.get(2));
            } catch (IllegalArgumentException e) {
                throw unreadable(graph, IMAGE, e);
            }
        });
    }

    /** The share of a recipe's learning rate; {@code BAD_GRAPH} when it is none. */
    public static double learningRateFactor(Graph graph) {
        double factor = read(graph, LEARNING_RATE_FACTOR, new TypeReference<Double>() {})
                .orElse(1.0);
        if (!(factor > 0 && factor <= 1)) {
            throw unreadable(graph, LEARNING_RATE_FACTOR, null);
        }
        return factor;
    }

    /**
     * How images are resized for the model; stretched when the file does not say, as all were before there was a choice;
     * {@code BAD_GRAPH} when what it says is neither.
     */
    public static Resize resize(Graph graph) {
        String text = graph.metadata().get(RESIZE);
        if (text == null) {
            return Resize.STRETCH;
        }
        return Arrays.stream(Resize.values())
                .filter(resize -> describe(resize).equals(text))
                .findFirst()
                .orElseThrow(() -> unreadable(graph, RESIZE, null));
    }

    /** The value of {@link #RESIZE}. */
    public static String describe(Resize resize) {
        return resize.name().toLowerCase(Locale.ROOT);
    }

    private static <T> Optional<T> read(Graph graph, String key, TypeReference<T> type) {
        String text = graph.metadata().get(key);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(text, type));
        } catch (JsonProcessingException e) {
            throw unreadable(graph, key, e);
        }
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("metadata cannot hold " + value, e);
        }
    }

    private static NoisyStudentException unreadable(Graph graph, String key, @Nullable Exception cause) {
        String text = String.valueOf(graph.metadata().get(key));
        String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        return new NoisyStudentException(
                ErrorCode.BAD_GRAPH, key, "metadata " + key + " is not readable: " + shown, cause);
    }
}
