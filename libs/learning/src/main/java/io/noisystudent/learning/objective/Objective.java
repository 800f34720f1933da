package io.noisystudent.learning.objective;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.torch.NativeScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/** The loss of one network: the weighted sum of its terms. Close it: terms may have parameters of their own. */
public final class Objective implements AutoCloseable {
    private final List<WeightedLoss> terms;
    private final LossInputs inputs;
    private final List<TermMean> means;

    public Objective(List<WeightedLoss> terms) {
        this.terms = List.copyOf(terms);
        inputs = LossInputs.union(
                terms.stream().map(term -> term.loss().inputs()).toList());
        means = terms.stream().map(term -> new TermMean()).toList();
    }

    /** Whether a term reads the stored labels of labeled rows, which are given with them or not at all. */
    public boolean needsSoftLabeledRows() {
        return terms.stream()
                .map(WeightedLoss::loss)
                .anyMatch(loss -> loss.inputs().storedLabels() && loss.rows() != RowKind.PSEUDO_LABELED);
    }

    /** What its terms take. */
    public LossInputs inputs() {
        return inputs;
    }

    /** Which logits of the networks that are trained along its terms learn from. */
    public PeerLogits peers() {
        return terms.stream().map(term -> term.loss().peers()).reduce(PeerLogits.NONE, PeerLogits::or);
    }

    /** The parameters of its terms, named after them. */
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            String prefix = i + "-" + terms.get(i).name() + "/";
            terms.get(i).loss().parameters().stream()
                    .map(own -> own.named(prefix + own.name()))
                    .forEach(parameters::add);
        }
        return parameters;
    }

    /** Whether a term has a weight above 0 at a share of the training. */
    public boolean hasWeight(double share) {
        return terms.stream().anyMatch(term -> term.weight().at(share) > 0);
    }

    /**
     * Whether a term that is in the loss of a step asks the teachers.
     *
     * @param share of the training at which the step is
     */
    public boolean asksTeachers(double share, BatchTargets targets) {
        return terms.stream()
                .anyMatch(term -> term.loss().inputs().teacherView() != TeacherView.NONE && term.isIn(share, targets));
    }

    /** The loss of a step: a scalar with a gradient, or 0 without one where all weights are 0. */
    public Tensor of(LossContext context) {
        Tensor total = null;
        for (int i = 0; i < terms.size(); i++) {
            if (!isIn(i, context)) {
                continue;
            }
            Tensor value = value(i, context);
            means.get(i).add(value);
            double weight = weight(i, context);
            total = total == null ? scaled(value, weight) : total.add(value, new Scalar(weight));
        }
        return total == null ? nothing(context) : total;
    }

    /**
     * A term's value; of mixed images what it is with the labels of each of the two, by their shares. For a cross entropy
     * that is the one with mixed labels.
     */
    private Tensor value(int place, LossContext context) {
        Loss loss = terms.get(place).loss();
        LossContext own = context.forTerm(place);
        double share = context.targets().ownShare();
        Tensor value = loss.of(own);
        return share == 1
                ? value
                : value.mul(new Scalar(share)).add(loss.of(own.partners(inputs.teacherView())), new Scalar(1 - share));
    }

    private Tensor nothing(LossContext context) {
        if (terms.stream().allMatch(term -> context.count(term.loss().rows()) == 0)) {
            throw new NoisyStudentException(
                    ErrorCode.NO_TRAINING_DATA,
                    "objective",
                    "none of its terms "
                            + terms.stream().map(WeightedLoss::name).toList() + " is for the rows of a step,"
                            + " which are " + context.count(RowKind.LABELED) + " labeled and "
                            + context.count(RowKind.PSEUDO_LABELED) + " pseudo-labeled; add a term for them");
        }
        return context.compute().full(ScalarType.Float, 0);
    }

    private boolean isIn(int place, LossContext context) {
        return terms.get(place).isIn(context.share(), context.targets());
    }

    private double weight(int place, LossContext context) {
        return terms.get(place).weight().at(context.share());
    }

    private static Tensor scaled(Tensor value, double weight) {
        return weight == 1 ? value : value.mul(new Scalar(weight));
    }

    /**
     * What the terms did since the last report; one that was in no step's loss is left out.
     *
     * @param last of the steps, whose graph of gradients is not touched
     */
    public List<TermReport> report(LossContext last) {
        double[] norms = new double[terms.size()];
        double sum = 0;
        for (int i = 0; i < norms.length; i++) {
            norms[i] = isIn(i, last) ? weight(i, last) * gradientNorm(i, last) : 0;
            sum += norms[i];
        }
        List<TermReport> reports = new ArrayList<>();
        for (int i = 0; i < norms.length; i++) {
            if (means.get(i).isEmpty()) {
                continue;
            }
            reports.add(new TermReport(terms.get(i).name(), means.get(i).take(), sum == 0 ? 0 : norms[i] / sum));
        }
        return reports;
    }

    /** By all values of the student that terms read, as one vector. */
    private double gradientNorm(int place, LossContext context) {
        return NativeScope.call(() -> {
            Activations leaves = leaves(context.student());
            Tensor value = value(place, context.with(leaves));
            List<Tensor> read = Stream.concat(leaves.kept().values().stream(), Stream.of(leaves.logits()))
                    .filter(Tensor::requires_grad)
                    .toList();
            if (read.isEmpty() || !value.requires_grad()) {
                return 0.0;
            }
            value._backward(
                    new TensorVector(read.toArray(Tensor[]::new)), new TensorOptional(), new BoolOptional(), false);
            double squares = 0;
            for (Tensor leaf : read) {
                Tensor gradient = leaf.grad();
                squares += gradient.defined() ? Math.pow(gradient.norm().item_double(), 2) : 0;
            }
            return Math.sqrt(squares);
        });
    }

    private static Activations leaves(Activations student) {
        Map<String, Tensor> kept = new LinkedHashMap<>();
        student.kept().forEach((name, value) -> kept.put(name, leaf(value)));
        return new Activations(leaf(student.logits()), kept);
    }

    /** What frozen weights computed moves nothing, and stays without a gradient. */
    private static Tensor leaf(Tensor value) {
        return value.detach().set_requires_grad(value.requires_grad());
    }

    @Override
    public void close() {
        terms.forEach(term -> term.loss().close());
        means.forEach(TermMean::close);
    }

    /** The mean of a term's values, summed up where they are, so that a step need not wait for them. */
    private static final class TermMean {
        private @Nullable Tensor sum;
        private int count;

        void add(Tensor value) {
            Tensor detached = value.detach();
            if (sum == null) {
                sum = NativeScope.keep(detached.clone());
            } else {
                sum.add_(detached);
            }
            count++;
        }

        boolean isEmpty() {
            return sum == null;
        }

        double take() {
            double mean = requireNonNull(sum).item_double() / count;
            close();
            return mean;
        }

        void close() {
            if (sum != null) {
                sum.close();
                sum = null;
            }
            count = 0;
        }
    }
}
