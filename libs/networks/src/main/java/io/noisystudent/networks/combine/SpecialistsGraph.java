package io.noisystudent.networks.combine;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.validation.ServedSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A generalist and its specialists in one graph with the served signature (Hinton, Vinyals, Dean 2015, section 5.4).
 *
 * <p>The specialists that know the generalist's most probable class are active; of several equally probable ones, those
 * of each. Given is the distribution q that minimizes {@code KL(p_g || q) + sum over active m of KL(p_m || q)}, where q is
 * added up over all classes that m does not know to stand beside its dustbin. Without an active specialist that is the
 * generalist's p_g.
 *
 * <p>With q = softmax(z), A = 1 + the number of active specialists, and the distribution over all classes t(q) that p_g
 * and the active specialists add up to if each dustbin is divided in proportion to q, the gradient with respect to z is
 * {@code A q - t(q)}. From z = log p_g the graph takes {@value #STEPS} steps of gradient descent, each of which divides
 * the gradient of a class by the logarithmic mean of {@code A q} and {@code t(q)}: the step is then {@code z = log(t(q)/A)},
 * that of expectation maximization (Dempster, Laird, Rubin 1977), which never raises the sum and has no step size. The
 * problem is convex in q, so that there is one minimum.
 *
 * <p><b>Error.</b> With one active specialist the first step is exact. With more, the probabilities differ from the
 * converged solution by less than {@value #ERROR} in random problems of 6 to 100 classes, up to eight active specialists
 * and logits with a standard deviation of up to 6. Where specialists contradict each other with more certainty than that
 * (12), the largest error seen was 0.013, with four of them. Plain gradient descent at the largest stable step, 2/A, was
 * off by up to 0.06 after 256 steps. All that is for float32: in half precision small probabilities become 0.
 */
public final class SpecialistsGraph {
    /** Unrolled steps. */
    public static final int STEPS = 32;

    /** Of a probability, against the converged solution. */
    public static final double ERROR = 1e-4;

    private static final String PREFIX = "specialists.";

    /** Added to the generalist's probabilities: float32 divides by their sums, which must not become 0 in any step. */
    private static final float LEAST = 1e-30f;

    private final List<SpecialistMember> specialists;
    private final String generalist;
    private final int classes;
    private final MergedGraph merged;

    private SpecialistsGraph(String name, EnsembleMember generalist, List<SpecialistMember> specialists, int classes) {
        this.specialists = List.copyOf(specialists);
        this.generalist = generalist.name() + ".";
        this.classes = classes;
        this.merged = MergedGraph.of(
                name,
                Stream.concat(Stream.of(generalist), specialists.stream().map(SpecialistMember::asMember))
                        .toList());
    }

    /**
     * Merges all, in their order; equal arguments give equal graphs, bit for bit.
     *
     * @param name of the graph
     * @param generalist knows all classes
     * @param specialists one or more; a class may be known by none, one or several; names differ, and do not begin with
     *     {@code specialists}
     * @throws NoisyStudentException {@code BAD_ENSEMBLE} without a specialist, or if one knows all classes;
     *     {@code SIGNATURE_MISMATCH} if one takes other images or has other outputs than its classes and the dustbin;
     *     {@code UNSUPPORTED_OPERATOR} if a member's operator set is older than 13, or a node means something else in the
     *     newest one among them; {@code MODEL_LIMITS} if the result is too large
     */
    public static Graph of(
            String name,
            EnsembleMember generalist,
            List<SpecialistMember> specialists,
            ImageShape image,
            List<String> classes) {
        if (specialists.isEmpty()) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_ENSEMBLE, name, "a generalist without specialists; give one or more");
        }
        Set<String> names = Stream.concat(
                        Stream.of(generalist.name()), specialists.stream().map(SpecialistMember::name))
                .collect(Collectors.toSet());
        if (names.size() <= specialists.size()) {
            throw new IllegalArgumentException("members have equal names: " + names);
        }
        requireImage(generalist, image).requireClasses(generalist.graph(), classes);
        specialists.forEach(specialist -> requireFit(specialist, image, classes.size()));
        return new SpecialistsGraph(name, generalist, specialists, classes.size())
                .combine()
                .finish(image, classes);
    }

    private static ServedSignature requireImage(EnsembleMember member, ImageShape image) {
        ServedSignature signature = ServedSignature.of(member.graph());
        signature.requireImage(image);
        if (member.graph().opset() < OperatorSets.OLDEST) {
            throw new NoisyStudentException(
                    ErrorCode.UNSUPPORTED_OPERATOR,
                    member.name(),
                    "member " + member.name() + " is of operator set "
                            + member.graph().opset() + "; specialists and generalist are of " + OperatorSets.OLDEST
                            + " or newer: export it with a newer one");
        }
        return signature;
    }

    private static void requireFit(SpecialistMember specialist, ImageShape image, int classes) {
        List<Integer> known = specialist.classes();
        if (known.size() >= classes) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_ENSEMBLE,
                    specialist.name(),
                    "specialist " + specialist.name() + " knows " + known.size() + " classes of " + classes
                            + ", so that nothing is left for its dustbin; give it fewer");
        }
        int outputs = requireImage(specialist.asMember(), image).classes();
        if (known.get(known.size() - 1) >= classes || outputs != (specialist.ofAll() ? classes : known.size() + 1)) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    specialist.name(),
                    "specialist " + specialist.name() + " has " + outputs + " outputs for the classes " + known + " of "
                            + classes
                            + (specialist.ofAll()
                                    ? "; it needs one for every class"
                                    : "; it needs one for each, and one more for all others"));
        }
    }

    private MergedGraph combine() {
        String start = merged.node(
                "Add",
                PREFIX + "start",
                List.of(generalist + Signature.PROBABILITIES, constant("least", Tensor.scalar(LEAST))));
        String active = active();
        String weighted = merged.node(
                "Mul",
                PREFIX + "weighted",
                List.of(specialized(), product("weights", active, constant("outputs", outputs()))));
        String dustbins = product("dustbins", weighted, constant("dustbin", dustbin()));
        String known = product("known", weighted, constant("classes", placed()));
        String fixed = merged.node("Add", PREFIX + "fixed", List.of(start, known));
        constant("unknown", unknown());
        merged.node(
                "Transpose",
                PREFIX + "unknown.turned",
                List.of(PREFIX + "unknown"),
                Map.of("perm", Attribute.ofInts(1, 0)));
        String count = merged.node(
                "ReduceSum",
                PREFIX + "active.count",
                List.of(active, constant("active.axis", Tensor.vector(1L))),
                Map.of("keepdims", Attribute.of(1)));
        String all = merged.node("Add", PREFIX + "count", List.of(count, constant("one", Tensor.scalar(1f))));
        String q = start;
        for (int step = 1; step <= STEPS; step++) {
            q = step(PREFIX + "step" + step, q, fixed, dustbins, all);
        }
        merged.node("Log", Signature.LOGITS, List.of(q));
        return merged;
    }

    /** (N, specialists): 1 where a specialist knows the generalist's most probable class, else 0. */
    private String active() {
        String p = generalist + Signature.PROBABILITIES;
        String image = merged.node(
                "Unsqueeze", PREFIX + "as.image", List.of(p, constant("as.image.axes", Tensor.vector(1L, 3L))));
        String pooled = merged.node("GlobalMaxPool", PREFIX + "pooled", List.of(image));
        String most =
                merged.node("Squeeze", PREFIX + "most", List.of(pooled, constant("most.axes", Tensor.vector(2L, 3L))));
        String isMost = merged.node("Equal", PREFIX + "is.most", List.of(p, most));
        String best = merged.node(
                "Cast", PREFIX + "best", List.of(isMost), Map.of("to", Attribute.of(ElementType.FLOAT.onnxCode())));
        String hits = product("hits", best, constant("members", members()));
        return merged.node(
                "Clip",
                PREFIX + "active",
                List.of(hits, constant("inactive", Tensor.scalar(0f)), constant("whole", Tensor.scalar(1f))));
    }

    /** (N, outputs of all specialists): their probabilities, one after the other, with corrected dustbins. */
    private String specialized() {
        List<String> probabilities = new ArrayList<>();
        for (SpecialistMember specialist : specialists) {
            List<Integer> known = specialist.classes();
            float[] correction = new float[specialist.ofAll() ? classes : known.size() + 1];
            for (int i = 0; i < correction.length; i++) {
                boolean isKnown = specialist.ofAll() ? known.contains(i) : i < known.size();
                correction[i] = isKnown ? 0 : (float) specialist.dustbinCorrection();
            }
            String own = specialist.name() + ".";
            String logits = own + Signature.LOGITS;
            String added = constant(own + "correction", Tensor.vector(correction));
            String corrected = merged.node("Add", PREFIX + own + "corrected", List.of(logits, added));
            String each = merged.softmax(PREFIX + own + Signature.PROBABILITIES, corrected);
            probabilities.add(
                    specialist.ofAll()
                            ? product(own + "gathered", each, constant(own + "places", gathered(known)))
                            : each);
        }
        return merged.node("Concat", PREFIX + "specialized", probabilities, Map.of("axis", Attribute.of(1)));
    }

    /** (classes, outputs of one specialist): 1 where a class is the output, or part of the dustbin. */
    private Tensor gathered(List<Integer> known) {
        float[][] matrix = new float[classes][known.size() + 1];
        for (int k = 0; k < classes; k++) {
            int place = known.indexOf(k);
            matrix[k][place < 0 ? known.size() : place] = 1;
        }
        return tensor(matrix);
    }

    /** {@code t(q) / A}. */
    private String step(String name, String q, String fixed, String dustbins, String all) {
        String sums = merged.node("MatMul", name + ".sums", List.of(q, PREFIX + "unknown"));
        String factors = merged.node("Div", name + ".factors", List.of(dustbins, sums));
        String spread = merged.node("MatMul", name + ".spread", List.of(factors, PREFIX + "unknown.turned"));
        String divided = merged.node("Mul", name + ".divided", List.of(q, spread));
        String total = merged.node("Add", name + ".total", List.of(fixed, divided));
        return merged.node("Div", name, List.of(total, all));
    }

    private String product(String name, String left, String right) {
        return merged.node("MatMul", PREFIX + name, List.of(left, right));
    }

    private String constant(String name, Tensor value) {
        return merged.constant(PREFIX + name, value);
    }

    /** (classes, specialists): 1 where one knows the class. */
    private Tensor members() {
        float[][] matrix = new float[classes][specialists.size()];
        for (int m = 0; m < specialists.size(); m++) {
            for (int k : specialists.get(m).classes()) {
                matrix[k][m] = 1;
            }
        }
        return tensor(matrix);
    }

    /** (classes, specialists): 1 where one does not know the class. */
    private Tensor unknown() {
        float[] values = members().floats();
        for (int i = 0; i < values.length; i++) {
            values[i] = 1 - values[i];
        }
        return Tensor.ofFloats(new long[] {classes, specialists.size()}, values);
    }

    /** (specialists, outputs of all): 1 for the outputs of each. */
    private Tensor outputs() {
        float[][] matrix = new float[specialists.size()][width()];
        int column = 0;
        for (int m = 0; m < matrix.length; m++) {
            int end = column + specialists.get(m).classes().size() + 1;
            for (; column < end; column++) {
                matrix[m][column] = 1;
            }
        }
        return tensor(matrix);
    }

    /** (outputs of all, specialists): 1 for the dustbin of each. */
    private Tensor dustbin() {
        float[][] matrix = new float[width()][specialists.size()];
        int row = -1;
        for (int m = 0; m < specialists.size(); m++) {
            row += specialists.get(m).classes().size() + 1;
            matrix[row][m] = 1;
        }
        return tensor(matrix);
    }

    /** (outputs of all, classes): 1 where an output stands for a class. */
    private Tensor placed() {
        float[][] matrix = new float[width()][classes];
        int row = 0;
        for (SpecialistMember specialist : specialists) {
            for (int k : specialist.classes()) {
                matrix[row++][k] = 1;
            }
            row++;
        }
        return tensor(matrix);
    }

    private int width() {
        return specialists.stream()
                .mapToInt(specialist -> specialist.classes().size() + 1)
                .sum();
    }

    private static Tensor tensor(float[][] matrix) {
        int columns = matrix[0].length;
        float[] values = new float[matrix.length * columns];
        for (int row = 0; row < matrix.length; row++) {
            System.arraycopy(matrix[row], 0, values, row * columns, columns);
        }
        return Tensor.ofFloats(new long[] {matrix.length, columns}, values);
    }
}
