package io.noisystudent.learning.optimizer;

import io.noisystudent.learning.module.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * The parameters that decay alike and move at the same rate, since an operator that updates many at once takes one weight
 * decay and one rate for all.
 *
 * @param memories what is remembered of earlier steps, each a list in the order of the parameters
 * @param weightDecay of all of them
 * @param rateFactor by which the learning rate is multiplied
 */
record ParameterGroup(List<Parameter> parameters, List<List<Tensor>> memories, double weightDecay, double rateFactor) {

    /** Of every rate those that decay, and those that are spared. */
    static List<ParameterGroup> of(List<Parameter> parameters, List<List<Tensor>> memories, double weightDecay) {
        return parameters.stream()
                .map(Parameter::rateFactor)
                .distinct()
                .flatMap(factor -> List.of(true, false).stream()
                        .map(decays -> part(parameters, memories, new Trait(decays, factor), weightDecay)))
                .toList();
    }

    private record Trait(boolean decays, double rateFactor) {
        boolean isOf(Parameter parameter) {
            return parameter.decays() == decays && parameter.rateFactor() == rateFactor;
        }
    }

    private static ParameterGroup part(
            List<Parameter> parameters, List<List<Tensor>> memories, Trait trait, double weightDecay) {
        int[] members = IntStream.range(0, parameters.size())
                .filter(i -> trait.isOf(parameters.get(i)))
                .toArray();
        return new ParameterGroup(
                pick(parameters, members),
                memories.stream().map(memory -> pick(memory, members)).toList(),
                trait.decays() ? weightDecay : 0,
                trait.rateFactor());
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
