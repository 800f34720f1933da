package io.noisystudent.learning.training;

import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.objective.BatchTargets;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.objective.TermReport;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.Graph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** The networks that are trained together on the same batches, one or several; each loss sees the logits of the others. */
final class Cohort implements AutoCloseable {
    private final List<Member> members;
    private final LossInputs inputs;

    /**
     * @param initial the networks with the weights that the phase begins with
     * @param objectives one for each
     */
    Cohort(Phase phase, List<Graph> initial, List<Objective> objectives, Compute compute) {
        List<Member> made = new ArrayList<>();
        for (int i = 0; i < initial.size(); i++) {
            made.add(new Member(phase, initial.get(i), objectives.get(i), compute));
        }
        members = List.copyOf(made);
        inputs = inputs(objectives);
    }

    /** What the losses of a cohort take from batches and teachers. */
    static LossInputs inputs(List<Objective> objectives) {
        return LossInputs.union(objectives.stream().map(Objective::inputs).toList());
    }

    LossInputs inputs() {
        return inputs;
    }

    List<Member> members() {
        return members;
    }

    /**
     * What a step found.
     *
     * @param loss mean of the networks' losses
     * @param terms of all networks, if they were asked for
     */
    record Outcome(double loss, List<TermReport> terms) {}

    /**
     * Adds the gradients of the losses of a batch to those of the parameters.
     *
     * @param seeds of this step
     * @param compute in the precision of the training
     * @param reports whether the terms are reported, which takes their gradients one by one
     */
    Outcome differentiate(Batch batch, TeacherPass teachers, StepSeeds seeds, Compute compute, boolean reports) {
        return NativeScope.call(() -> {
            List<Activations> taught = teachers.of(batch);
            Tensor images = batch.images();
            List<Activations> outputs = compute
                    .inPrecision(() -> IntStream.range(0, members.size())
                            .mapToObj(i -> members.get(i).forward(images, seeds.noise(i)))
                            .toList())
                    .stream()
                    .map(Activations::inFloat)
                    .toList();
            List<Tensor> logits =
                    outputs.stream().map(output -> output.logits().detach()).toList();
            BatchTargets targets = batch.targets();
            List<TermReport> terms = new ArrayList<>();
            double sum = 0;
            for (int i = 0; i < outputs.size(); i++) {
                List<Tensor> peers = new ArrayList<>(logits);
                peers.remove(i);
                LossContext context =
                        new LossContext(compute, outputs.get(i), taught, peers, targets, seeds.ofTerms(i), 0);
                Objective objective = members.get(i).objective();
                Tensor loss = objective.of(context);
                if (reports) {
                    terms.addAll(
                            objective.report(context).stream().map(named(i)).toList());
                }
                loss.backward();
                sum += loss.item_double();
            }
            return new Outcome(sum / outputs.size(), terms);
        });
    }

    private static UnaryOperator<TermReport> named(int member) {
        return term -> new TermReport(prefix(member) + term.name(), term.mean(), term.gradientShare());
    }

    /** Moves all weights; {@code step} counts within the phase. */
    void update(int step, double learningRate) {
        members.forEach(member -> member.update(step, learningRate));
    }

    /** The networks with their averaged weights. */
    List<Graph> averaged() {
        return members.stream().map(member -> member.export(member.averages())).toList();
    }

    /** All that changes in the course of a phase, by name: the first network's without prefix. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(members.get(0).state());
        for (int i = 1; i < members.size(); i++) {
            String prefix = prefix(i);
            members.get(i).state().forEach((name, tensor) -> state.put(prefix + name, tensor));
        }
        return state;
    }

    static String prefix(int member) {
        return member == 0 ? "" : "member-" + member + "/";
    }

    @Override
    public void close() {
        members.forEach(Member::close);
    }
}
