package io.noisystudent.bench;

import io.noisystudent.bench.device.MemoryUse;
import io.noisystudent.bench.worker.Arithmetic;
import io.noisystudent.bench.worker.TrainingOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A training of 500 steps holds no more memory at its end than in its middle. */
final class TrainerMemory implements CheckedPart {
    private final Trainers trainers;

    TrainerMemory(Trainers trainers) {
        this.trainers = trainers;
    }

    @Override
    public void run(Report report, Consumer<Check> checks) {
        int batch = trainers.scale().steadyBatch();
        String subject = "memory of " + TrainerScale.STEADY_STEPS + " steps: resnet-20, bf16";
        report.line(
                "MEMORY  of a training of %d steps with all noise: resnet-20, 32 px, bf16, batches of %d, on %s",
                TrainerScale.STEADY_STEPS, batch, trainers.device());
        TrainingOrder order = trainers.order(
                        "resnet-20", Arithmetic.BF16, TrainerScale.SMALL_SIDE, batch, TrainerScale.STEADY_STEPS)
                .with(TrainingOrder.Kind.NOISE);
        Check check = Check.of(subject, () -> {
            List<MemoryUse> uses = uses(trainers.answer(worker -> worker.ask("memory", order)));
            int between = TrainerScale.STEADY_STEPS / uses.size();
            for (int i = 0; i < uses.size(); i++) {
                report.line("after step %3d: %s", (i + 1) * between, uses.get(i));
            }
            return judge(subject, uses);
        });
        report.line("growth in the second half: %s; %s", check.found(), check.verdict());
        report.line("");
        checks.accept(check);
    }

    private static List<MemoryUse> uses(double[] pairs) {
        List<MemoryUse> uses = new ArrayList<>();
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            uses.add(new MemoryUse(pairs[i], pairs[i + 1]));
        }
        return uses;
    }

    /** @param uses in equal distances, two at least */
    static Check judge(String subject, List<MemoryUse> uses) {
        MemoryUse growth = uses.get(uses.size() - 1).minus(uses.get(uses.size() / 2 - 1));
        return new Check(
                subject,
                growth.toString(),
                "second half at most " + MemoryUse.OF_TRAINING,
                growth.isWithin(MemoryUse.OF_TRAINING));
    }
}
