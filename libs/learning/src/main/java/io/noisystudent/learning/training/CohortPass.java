package io.noisystudent.learning.training;

import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.objective.BatchTargets;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.objective.RowSeeds;
import io.noisystudent.learning.objective.TermReport;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The losses of a cohort for one batch, and their gradients. */
final class CohortPass {
    private final List<Member> members;
    private final BatchTensors whole;
    private final TeacherPass teachers;
    private final StepSeeds seeds;
    private final Cohort.StepOptions options;
    private final StepLoss loss = new StepLoss();
    private final List<TermReport> terms = new ArrayList<>();

    CohortPass(
            List<Member> members,
            BatchTensors whole,
            TeacherPass teachers,
            StepSeeds seeds,
            Cohort.StepOptions options) {
        this.members = members;
        this.whole = whole;
        this.teachers = teachers;
        this.seeds = seeds;
        this.options = options;
    }

    /** What was found when all is differentiated. */
    Cohort.Outcome run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            loss.close();
            throw e;
        }
        return new Cohort.Outcome(loss, terms);
    }

    /** All networks on a part of the batch. */
    void differentiate(int part) {
        NativeScope.run(() -> {
            Part of = part(part, members);
            Tensor images = of.images();
            List<Activations> outputs = options
                    .compute()
                    .inPrecision(() -> IntStream.range(0, members.size())
                            .mapToObj(i -> members.get(i).forward(images, seeds.noise(i, part)))
                            .toList())
                    .stream()
                    .map(Activations::inFloat)
                    .toList();
            List<Tensor> logits =
                    outputs.stream().map(output -> output.logits().detach()).toList();
            for (int i = 0; i < outputs.size(); i++) {
                List<Tensor> peers = new ArrayList<>(logits);
                peers.remove(i);
                add(i, outputs.get(i), peers, of);
            }
        });
    }

    /** One network on a part of the batch, with what the others predict now. */
    void differentiate(int part, int member) {
        NativeScope.run(() -> {
            Part of = part(part, List.of(members.get(member)));
            Tensor images = of.images();
            Compute compute = options.compute();
            Activations output = compute.inPrecision(
                            () -> members.get(member).forward(images, seeds.noise(member, part)))
                    .inFloat();
            List<Tensor> peers = IntStream.range(0, members.size())
                    .filter(i -> i != member)
                    .mapToObj(i -> members.get(i).predict(images, seeds.noise(i, part), compute))
                    .toList();
            add(member, output, peers, of);
        });
    }

    /**
     * Rows of the batch, and what the teachers say of them.
     *
     * @param taught empty where no term asks
     */
    private record Part(int number, BatchTensors batch, BatchTargets targets, List<Activations> taught) {
        Tensor images() {
            return batch.images();
        }
    }

    private Part part(int number, List<Member> asking) {
        BatchTensors batch = whole.part(number, options.parts());
        BatchTargets targets = batch.targets();
        boolean isTaught =
                asking.stream().anyMatch(member -> member.objective().asksTeachers(options.share(), targets));
        return new Part(number, batch, targets, isTaught ? teachers.of(batch) : List.of());
    }

    private void add(int member, Activations output, List<Tensor> peers, Part part) {
        int parts = options.parts();
        RowSeeds ofBatch = seeds.ofTerms(member);
        RowSeeds ofPart = (term, row) -> ofBatch.seed(term, whole.rowInBatch(row, part.number(), parts));
        LossContext context = new LossContext(
                options.compute(), output, part.taught(), peers, part.targets(), ofPart, options.share(), 0);
        Objective objective = members.get(member).objective();
        Tensor value = objective.of(context);
        if (options.reports() && part.number() == parts - 1) {
            objective.report(context).stream()
                    .map(term -> new TermReport(Cohort.prefix(member) + term.name(), term.mean(), term.gradientShare()))
                    .forEach(terms::add);
        }
        loss.add(value);
        if (value.requires_grad()) {
            Tensor share = parts == 1 ? value : value.mul(new Scalar(1.0 / parts));
            options.scaler().map(scaler -> scaler.scaled(share)).orElse(share).backward();
        }
    }
}
