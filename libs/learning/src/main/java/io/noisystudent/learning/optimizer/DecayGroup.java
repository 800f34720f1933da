package io.noisystudent.learning.optimizer;

import io.noisystudent.learning.module.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * The parameters that decay alike, since an operator that updates many at once takes one weight decay for all.
 *
 * @param memories what is remembered of earlier steps, each a list in the order of the parameters
 * @param weightDecay of all of them
 */
record DecayGroup(List<Parameter> parameters, List<List<Tensor>> memories, double weightDecay) {

    /** Those that decay, and those that are spared. */
    static List<DecayGroup> of(List<Parameter> parameters, List<List<Tensor>> memories, double weightDecay) {
        return List.of(part(parameters, memories, true, weightDecay), part(parameters, memories, false, 0));
    }

    private static DecayGroup part(
            List<Parameter> parameters, List<List<Tensor>> memories, boolean decays, double weightDecay) {
        int[] members = IntStream.range(0, parameters.size())
                .filter(i -> parameters.get(i).decays() == decays)
                .toArray();
        return new DecayGroup(
                pick(parameters, members),
                memories.stream().map(memory -> pick(memory, members)).toList(),
                weightDecay);
    }

    /** The weights that a backward pass has reached, their gradients, and the memories of these. */
    List<List<Tensor>> reached() {
        int[] members = IntStream.range(0, parameters.size())
                .filter(i -> parameters.get(i).gradient().defined())
                .toArray();
        List<Parameter> moving = pick(parameters, members);
        List<List<Tensor>> lists = new ArrayList<>();
        lists.add(moving.stream().map(Parameter::value).toList());
        lists.add(moving.stream().map(Parameter::gradient).toList());
        memories.forEach(memory -> lists.add(pick(memory, members)));
        return lists;
    }

    private static <T> List<T> pick(List<T> all, int[] members) {
        return IntStream.of(members).mapToObj(all::get).toList();
    }
}
