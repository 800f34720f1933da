package io.noisystudent.contracts.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether the classes that recipes omit are there, and leave some to learn. */
final class OmissionChecks {
    private static final int LEAST_LEFT = 2;

    private OmissionChecks() {}

    static void check(PipelineConfig config, Section pipeline) {
        List<String> classes = config.classes();
        for (int i = 0; i < config.recipes().size(); i++) {
            Set<String> omitted = new HashSet<>(config.recipes().get(i).omitted());
            String path = pipeline.path("recipes[" + i + "].omit-classes");
            omitted.stream()
                    .filter(name -> !name.isEmpty() && !classes.contains(name))
                    .sorted()
                    .forEach(name -> pipeline.problems()
                            .add(path + ": '" + name + "' is no class of this pipeline; "
                                    + NearestName.of(name, classes)
                                            .map(near -> "did you mean '" + near + "'?")
                                            .orElse("give some of classes: " + String.join(", ", classes))));
            if (classes.size() - omitted.size() < LEAST_LEFT && !omitted.isEmpty() && classes.containsAll(omitted)) {
                pipeline.problems()
                        .add(path + ": leaves " + (classes.size() - omitted.size()) + " of " + classes.size()
                                + " classes; omit fewer, so that at least " + LEAST_LEFT + " are learned");
            }
        }
    }
}
