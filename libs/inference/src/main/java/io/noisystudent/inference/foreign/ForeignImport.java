package io.noisystudent.inference.foreign;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.build.ForeignInput;
import io.noisystudent.networks.build.ForeignModel;
import io.noisystudent.networks.build.ModelImport;
import io.noisystudent.networks.build.NewClassifier;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.rewrite.ClassifierHead;
import io.noisystudent.networks.rewrite.ClassifierHead.Form;
import io.noisystudent.networks.rewrite.FreeBatch;
import io.noisystudent.networks.rewrite.RaisedOperatorSet;
import io.noisystudent.networks.rewrite.SeparatedConstants;
import io.noisystudent.networks.rewrite.SinglePrecision;
import io.noisystudent.networks.rewrite.WeightConstants;
import io.noisystudent.networks.validation.FiniteWeights;
import io.noisystudent.networks.validation.FoldedNormalization;
import io.noisystudent.networks.validation.GraphCheck;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * Brings a network that another program exported into the form that is served and, where its operators allow it, trained.
 *
 * <p>Weights of 16 bits become floats; the output is traced back to the logits; a fixed batch becomes free; the operator set
 * is raised; what is computed from constants becomes one; constants that were merged are separated. Then the network is
 * run: for each image it has to answer as the file did. Last, preprocessing goes in front and softmax behind.
 */
public final class ForeignImport {
    private static final int IMAGES = 4;
    private static final double TOLERANCE = 1e-3;
    /** Of the images of a trial. */
    private static final long MAX_NUMBERS = 1L << 26;

    /** For weights without the normalization that they were made for: ADR 62 has the losses. */
    private static final Map<String, String> GENTLE = Map.of(ModelMetadata.LEARNING_RATE_FACTOR, "0.1");

    private final ForeignModel declared;
    private final boolean isNew;
    private final HeadCheck check;
    private final List<String> notes = new ArrayList<>();

    /** @param isNew whether the classifier is a fresh one */
    private ForeignImport(ForeignModel declared, boolean isNew) {
        this.declared = declared;
        this.isNew = isNew;
        this.check = new HeadCheck(declared.classes().size());
    }

    /**
     * The imported network.
     *
     * @param notes what a person should know, in sentences
     */
    public record Imported(Graph graph, List<String> notes) {
        public Imported {
            notes = List.copyOf(notes);
        }
    }

    /**
     * @param output name of the output, or of another value, that holds the logits or probabilities; empty for the only one
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} if the network is not as declared, has several outputs of which
     *     none is named, or gives independent probabilities; {@code BAD_GRAPH} if it does not run, holds NaN, or its batch
     *     cannot be freed; {@code PARITY_LOST} if the result answers otherwise
     */
    public static Imported of(Graph graph, ForeignModel declared, Optional<String> output) {
        return new ForeignImport(declared, false).of(WeightConstants.of(SinglePrecision.of(graph)), output);
    }

    /**
     * The same with a fresh classifier in place of the network's own, for a first training on the pipeline's classes.
     *
     * @param output the output before which the classifier is looked for; empty for the only one
     * @param cut the value that the new classifier reads; empty for the input of the old one
     * @param seed of its weights
     * @throws NoisyStudentException as {@link #of}, and {@code SIGNATURE_MISMATCH} if the value is not there, does not depend
     *     on the images, or has no features of every image
     */
    public static Imported withNewClassifier(
            Graph graph, ForeignModel declared, Optional<String> output, Optional<String> cut, long seed) {
        Graph network = WeightConstants.of(SinglePrecision.of(graph));
        TensorSpec input = ForeignInput.of(network, declared);
        String features = cut.orElseGet(() -> NewClassifier.defaultCut(network, ForeignOutput.choose(network, output)));
        ForeignImport importing = new ForeignImport(declared, true);
        int batch = importing.batch(input);
        // A place that nothing computes is refused with a better one.
        long[] dims = RuntimeValues.computed(network).contains(features)
                ? RuntimeValues.of(network, features, new ForeignImages(declared).first(batch))
                        .dims()
                : new long[] {batch};
        int classes = declared.classes().size();
        importing.notes.add("a new classifier reads " + features + ", "
                + (dims.length == 2 ? "" : "averaged over " + (dims.length == 3 ? "positions" : "pixels") + ", ")
                + "and has to be trained");
        return importing.of(NewClassifier.of(network, features, dims, classes, seed), Optional.empty());
    }

    private Imported of(Graph graph, Optional<String> wanted) {
        FiniteWeights.require(graph);
        TensorSpec input = ForeignInput.of(graph, declared);
        String output = ForeignOutput.choose(graph, wanted);
        ClassifierHead head = ClassifierHead.of(graph, output);
        int batch = batch(input);
        ForeignImages images = new ForeignImages(declared);
        Tensor several = images.first(batch * IMAGES);
        Set<String> values = new LinkedHashSet<>(List.of(output, head.logits()));
        Map<String, Tensor> answers = OriginalAnswers.of(graph, values, several, batch);
        ForeignOutput known = known(head, output, answers);

        Graph network = FreeBatch.of(known.apply(graph, declared.classes().size()));
        Tensor expected = known.expected(requireNonNull(answers.get(known.value())));
        if (input.shape().get(0) instanceof Dimension.Fixed) {
            new BatchCheck(known.apply(graph, declared.classes().size()), network, batch).require(several, expected);
            notes.add("its batch was fixed at " + batch + " and is free now");
        }
        network = PlainCasts.of(raised(network), images.first(batch));
        network = SeparatedConstants.of(FoldedConstants.of(network, images::first));
        requireParity(network, several, expected);
        Graph served = ModelImport.apply(network, declared);
        notes.add(Trainability.describe(served, declared.image(), isNew));
        boolean isFolded = FoldedNormalization.warning(served).isPresent();
        return new Imported(isFolded ? served.withMetadata(GENTLE) : served, notes);
    }

    private int batch(TensorSpec input) {
        long size = input.shape().get(0) instanceof Dimension.Fixed fixed ? Math.max(1, fixed.size()) : 1;
        if (size > MAX_NUMBERS / IMAGES / declared.image().bytes()) {
            throw new NoisyStudentException(
                    ErrorCode.MODEL_LIMITS,
                    input.name(),
                    "the model was exported for a batch of " + size
                            + ", which are too many images to try it with; export"
                            + " it with a free batch, or with one of 1");
        }
        return (int) size;
    }

    /** The head as the graph tells it, if the numbers agree; else as the numbers do. */
    private ForeignOutput known(ClassifierHead head, String output, Map<String, Tensor> answers) {
        Tensor logits = answers.get(head.logits());
        Tensor found = answers.get(output);
        boolean isTold = head.form() != Form.LOGITS && logits != null && found != null;
        if (isTold && check.holds(head.form(), requireNonNull(logits), requireNonNull(found))) {
            notes.add("its output is " + describe(head.form()) + "; its logits are " + head.logits());
            // The best class says nothing of what it was found in.
            boolean probabilities = head.form() == Form.CLASS && check.areProbabilities(requireNonNull(logits));
            return new ForeignOutput(head.logits(), requireNonNull(logits).rank(), probabilities);
        }
        if (found == null || !check.isRowOfClasses(found)) {
            throw ForeignOutput.mismatch(output, found, declared.classes().size());
        }
        boolean probabilities = check.areProbabilities(found);
        if (probabilities) {
            notes.add("its output " + output + " is probabilities, by its numbers; their logarithms are the logits");
        } else if (HeadCheck.areFractions(found)) {
            notes.add("all numbers of its output " + output + " are between 0 and 1 and do not sum to one; if they are"
                    + " probabilities of classes that do not exclude one another, the labels will mean little: name the"
                    + " value before them with --output");
        }
        return new ForeignOutput(output, found.rank(), probabilities);
    }

    private static String describe(Form form) {
        return switch (form) {
            case LOGITS -> "logits";
            case PROBABILITIES -> "their softmax";
            case LOG_PROBABILITIES -> "the logarithm of their softmax";
            case CLASS -> "the number of a class";
        };
    }

    private Graph raised(Graph network) {
        boolean isTrained =
                network.opset() >= GraphCheck.MIN_TRAINED_OPSET && network.opset() <= GraphCheck.MAX_TRAINED_OPSET;
        if (isTrained) {
            return network;
        }
        try {
            Graph raised = RaisedOperatorSet.of(network);
            notes.add("its operator set " + network.opset() + " was converted to " + raised.opset());
            return raised;
        } catch (NoisyStudentException e) {
            notes.add("it stays in operator set " + network.opset() + ": " + e.getMessage());
            return network;
        }
    }

    private static void requireParity(Graph network, Tensor images, Tensor expected) {
        String logits = network.outputs().get(0).name();
        Tensor actual = RuntimeValues.of(network, logits, images);
        double difference = BatchCheck.difference(actual, expected);
        if (!(difference <= TOLERANCE)) {
            throw new NoisyStudentException(
                    ErrorCode.PARITY_LOST,
                    network.name(),
                    "the imported network answers otherwise than the file: logits differ by " + difference
                            + " of the largest; please report it with the file's exporter, and export with another"
                            + " operator set");
        }
    }
}
