package io.noisystudent.learning.specialist;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A specialist that begins where its generalist ended.
 *
 * <p>Its classifier has the generalist's weights of the classes that it knows. Those of the dustbin are the mean of the
 * weights of all other classes, and its bias the mean of theirs plus the logarithm of their number: so its logit begins
 * as a lower bound of the logarithm of the sum of their exponentials (Jensen).
 */
public final class SpecialistStart {
    private SpecialistStart() {}

    /**
     * @param fresh the same network with an output for each class that it knows, and the dustbin
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} if the two differ in more than their classifier;
     *     {@code CONFIG_INVALID} for all classes but one
     */
    public static Graph of(Graph fresh, Graph generalist, SpecialistClasses classes) {
        requireFewer(classes);
        Map<String, Tensor> learned = generalist.initializers();
        if (!learned.keySet().equals(fresh.initializers().keySet())) {
            throw mismatch(fresh, generalist, "their weights have other names");
        }
        Map<String, Tensor> weights = new LinkedHashMap<>();
        fresh.initializers().forEach((name, tensor) -> {
            Tensor own = requireNonNull(learned.get(name), name);
            weights.put(
                    name,
                    selected(tensor, own, classes)
                            .orElseThrow(() -> mismatch(fresh, generalist, name + " is " + tensor + " and " + own)));
        });
        return fresh.withInitializers(weights);
    }

    /**
     * A trained specialist with an output for every class: those that it does not know share the probability of its dustbin
     * equally, so that nothing is lost.
     *
     * @param fresh the same network with an output for each class
     * @param correction of the dustbin's logit
     * @throws NoisyStudentException {@code CONFIG_INVALID} for all classes but one
     */
    public static Graph ofAll(Graph fresh, Graph trained, SpecialistClasses classes, double correction) {
        requireFewer(classes);
        double others = classes.all() - classes.known().size();
        double added = correction - Math.log(others);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        fresh.initializers().forEach((name, tensor) -> {
            Tensor own = requireNonNull(trained.initializers().get(name), name);
            weights.put(
                    name, Arrays.equals(tensor.dims(), own.dims()) ? own : spread(tensor.dims(), own, classes, added));
        });
        return fresh.withInitializers(weights);
    }

    /** By the number of their outputs the weights of the classifier are found. */
    private static void requireFewer(SpecialistClasses classes) {
        if (classes.dustbin() + 1 == classes.all()) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "specialist",
                    "a specialist of " + classes.known().size() + " classes of " + classes.all()
                            + " has as many outputs as its generalist; give it fewer classes");
        }
    }

    private static Tensor spread(long[] wanted, Tensor own, SpecialistClasses classes, double added) {
        int axis = 0;
        while (own.dim(axis) == wanted[axis]) {
            axis++;
        }
        int inner = inner(own, axis);
        int outputs = classes.dustbin() + 1;
        float[] trained = own.floats();
        int outer = trained.length / (inner * outputs);
        float[] all = new float[outer * classes.all() * inner];
        for (int o = 0; o < outer; o++) {
            for (int k = 0; k < classes.all(); k++) {
                int output = classes.output(k);
                boolean isShared = own.rank() == 1 && output == classes.dustbin();
                for (int i = 0; i < inner; i++) {
                    float value = trained[(o * outputs + output) * inner + i];
                    all[(o * classes.all() + k) * inner + i] = isShared ? (float) (value + added) : value;
                }
            }
        }
        return Tensor.ofFloats(wanted, all);
    }

    /** Elements of one class that lie together. */
    private static int inner(Tensor tensor, int axis) {
        int inner = 1;
        for (int i = axis + 1; i < tensor.rank(); i++) {
            inner *= (int) tensor.dim(i);
        }
        return inner;
    }

    /** Empty if one is not the other for fewer classes. */
    private static Optional<Tensor> selected(Tensor fresh, Tensor own, SpecialistClasses classes) {
        long[] wanted = fresh.dims();
        if (Arrays.equals(wanted, own.dims())) {
            return Optional.of(own);
        }
        int axis = 0;
        while (axis < Math.min(own.rank(), wanted.length) && own.dim(axis) == wanted[axis]) {
            axis++;
        }
        long[] dims = own.dims();
        if (axis < own.rank() && own.dim(axis) == classes.all()) {
            dims[axis] = classes.dustbin() + 1L;
        }
        if (own.type() != ElementType.FLOAT || !Arrays.equals(dims, wanted)) {
            return Optional.empty();
        }
        return Optional.of(selected(own, dims, inner(own, axis), classes));
    }

    /** @param inner elements of one class that lie together */
    private static Tensor selected(Tensor own, long[] dims, int inner, SpecialistClasses classes) {
        float[] all = own.floats();
        int outer = all.length / (inner * classes.all());
        int outputs = classes.dustbin() + 1;
        float[] chosen = new float[outer * outputs * inner];
        double others = classes.all() - classes.known().size();
        double added = own.rank() == 1 ? Math.log(others) : 0;
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                double sum = 0;
                for (int k = 0; k < classes.all(); k++) {
                    float value = all[(o * classes.all() + k) * inner + i];
                    int output = classes.output(k);
                    if (output == classes.dustbin()) {
                        sum += value;
                    } else {
                        chosen[(o * outputs + output) * inner + i] = value;
                    }
                }
                chosen[(o * outputs + classes.dustbin()) * inner + i] = (float) (sum / others + added);
            }
        }
        return Tensor.ofFloats(dims, chosen);
    }

    private static NoisyStudentException mismatch(Graph fresh, Graph generalist, String difference) {
        return new NoisyStudentException(
                ErrorCode.SIGNATURE_MISMATCH,
                fresh.name(),
                "the specialist " + fresh.name() + " cannot begin with the weights of its generalist "
                        + generalist.name() + ": " + difference + "; give both the same network");
    }
}
