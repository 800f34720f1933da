package io.noisystudent.learning.training;

import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.objective.BatchTargets;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.objective.RowSeeds;
import io.noisystudent.learning.objective.TermReport;
import io.noisystudent.learning.optimizer.LossScaler;
import io.noisystudent.learning.torch.CloseOnFailure;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.Graph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
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
        inputs = inputs(objectives);
        List<Member> all = new ArrayList<>();
        try (CloseOnFailure made = new CloseOnFailure()) {
            for (int i = 0; i < initial.size(); i++) {
                all.add(made.add(new Member(phase, initial.get(i), objectives.get(i), compute), Member::close));
            }
            made.finish();
        }
        members = List.copyOf(all);
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
     * @param loss mean of the networks' losses, the caller's to close
     * @param terms of all networks, if they were asked for
     */
    record Outcome(StepLoss loss, List<TermReport> terms) {}

    /**
     * How a step is computed.
     *
     * @param compute in the precision of the training
     * @param parts of the batch, one after the other, whose gradients add up
     * @param scaler of the loss, where the precision takes one
     * @param share of the training at which it is: 0 in the first step, 1 in the last one
     * @param reports whether the terms are reported, with their gradients in the last part, which takes these one by one
     */
    record StepOptions(Compute compute, int parts, Optional<LossScaler> scaler, double share, boolean reports) {}

    /** Adds the gradients of the losses of a batch to those of the parameters, scaled where there is a scaler. */
    Outcome differentiate(BatchTensors batch, TeacherPass teachers, StepSeeds seeds, StepOptions options) {
        StepLoss loss = new StepLoss();
        List<TermReport> terms = new ArrayList<>();
        try {
            for (int i = 0; i < options.parts(); i++) {
                int part = i;
                NativeScope.run(() -> differentiate(part, batch, teachers, seeds, options, loss, terms));
            }
        } catch (RuntimeException e) {
            loss.close();
            throw e;
        }
        return new Outcome(loss, terms);
    }

    private void differentiate(
            int number,
            BatchTensors whole,
            TeacherPass teachers,
            StepSeeds seeds,
            StepOptions options,
            StepLoss loss,
            List<TermReport> terms) {
        int parts = options.parts();
        BatchTensors batch = whole.part(number, parts);
        Compute compute = options.compute();
        BatchTargets targets = batch.targets();
        boolean isTaught =
                members.stream().anyMatch(member -> member.objective().asksTeachers(options.share(), targets));
        List<Activations> taught = isTaught ? teachers.of(batch) : List.of();
        Tensor images = batch.images();
        List<Activations> outputs = compute
                .inPrecision(() -> IntStream.range(0, members.size())
                        .mapToObj(i -> members.get(i).forward(images, seeds.noise(i, number)))
                        .toList())
                .stream()
                .map(Activations::inFloat)
                .toList();
        List<Tensor> logits =
                outputs.stream().map(output -> output.logits().detach()).toList();
        for (int i = 0; i < outputs.size(); i++) {
            List<Tensor> peers = new ArrayList<>(logits);
            peers.remove(i);
            RowSeeds ofBatch = seeds.ofTerms(i);
            RowSeeds ofPart = (term, row) -> ofBatch.seed(term, whole.rowInBatch(row, number, parts));
            LossContext context =
                    new LossContext(compute, outputs.get(i), taught, peers, targets, ofPart, options.share(), 0);
            Objective objective = members.get(i).objective();
            Tensor value = objective.of(context);
            if (options.reports() && number == parts - 1) {
                terms.addAll(objective.report(context).stream().map(named(i)).toList());
            }
            loss.add(value);
            if (value.requires_grad()) {
                Tensor share = parts == 1 ? value : value.mul(new Scalar(1.0 / parts));
                options.scaler()
                        .map(scaler -> scaler.scaled(share))
                        .orElse(share)
                        .backward();
            }
        }
    }

    private static UnaryOperator<TermReport> named(int member) {
        return term -> new TermReport(prefix(member) + term.name(), term.mean(), term.gradientShare());
    }

    /** Moves all weights, and their averages, whose updates {@code step} counts from 0. */
    void update(int step, double learningRate) {
        members.forEach(member -> member.update(step, learningRate));
    }

    /** All gradients that there are. */
    List<Tensor> gradients() {
        return members.stream().flatMap(member -> member.gradients().stream()).toList();
    }

    /** Lets all gradients go, without moving a weight. */
    void skip() {
        members.forEach(Member::skip);
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
