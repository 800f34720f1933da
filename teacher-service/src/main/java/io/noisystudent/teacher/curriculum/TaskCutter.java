package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.log.LogRange;
import java.util.ArrayList;
import java.util.List;

/** Cuts a snapshot of the log into the ranges of the labeling tasks; the same snapshot always gives the same tasks. */
public final class TaskCutter {
    private TaskCutter() {}

    /** The tasks of a generation: the i-th range belongs to the task {@code generation-i}. */
    public static List<LogRange> tasks(GenerationPlan plan) {
        return cut(plan.unlabeled(), plan.taskSamples());
    }

    /**
     * Ranges of {@code records} offsets, the last of a partition shorter, that cover the snapshot without overlap; in
     * turn from every partition, so that labelers that work side by side read from different ones.
     */
    static List<LogRange> cut(List<LogRange> snapshot, long records) {
        if (records < 1) {
            throw new IllegalArgumentException("a task has " + records + " records");
        }
        List<LogRange> tasks = new ArrayList<>();
        boolean found = true;
        for (long round = 0; found; round++) {
            found = false;
            for (LogRange partition : snapshot) {
                long from = partition.from() + round * records;
                if (from < partition.to()) {
                    long to = Math.min(partition.to(), from + records);
                    tasks.add(new LogRange(partition.topic(), partition.partition(), from, to));
                    found = true;
                }
            }
        }
        return List.copyOf(tasks);
    }
}
