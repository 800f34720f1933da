package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.GenerationPlan;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Distinguishes topics that were made again from those that a generation began with. */
public final class LogChange {
    private LogChange() {}

    /**
     * The topics that are others than when a generation opened; none where the plan does not know.
     *
     * @param logs ids of the topics now, by name
     */
    public static Set<String> since(GenerationPlan plan, Map<String, String> logs) {
        Set<String> others = new TreeSet<>();
        logs.forEach((topic, id) -> {
            String known = plan.log(topic);
            if (known != null && !known.equals(id)) {
                others.add(topic);
            }
        });
        return others;
    }

    /** For people: what became of these topics since something opened, and what to do. */
    static String describe(String opened, Set<String> others) {
        return "made again since " + opened + " opened: " + String.join(", ", others)
                + "; what was in them is gone: if it was images, send them again";
    }
}
