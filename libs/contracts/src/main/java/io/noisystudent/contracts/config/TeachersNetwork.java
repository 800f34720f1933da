package io.noisystudent.contracts.config;

import java.util.List;

/** Where a recipe may take the network of the teacher: a teacher must be there, and its weights come along. */
final class TeachersNetwork {
    private TeachersNetwork() {}

    static void check(List<Recipe> recipes, boolean control, Section pipeline) {
        for (int i = 0; i < recipes.size(); i++) {
            if (!recipes.get(i).takesTeachersNetwork()) {
                continue;
            }
            String recipe = pipeline.path("recipes[" + i + "]");
            if (i == 0) {
                pipeline.problems()
                        .add(recipe + ".network: generation 0 has no teacher; name a network here, and the teacher's"
                                + " in a later recipe");
            } else if (!recipes.get(i).optimizer().warmStart()) {
                pipeline.problems()
                        .add(recipe + ".warm-start: the teacher's network comes with its weights; give true");
            }
            if (control) {
                pipeline.problems()
                        .add(pipeline.path("curriculum.control") + ": a control has no teacher to take a network"
                                + " from, as recipes[" + i + "] asks; give false or name the network");
            }
        }
    }
}
