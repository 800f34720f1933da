package io.noisystudent.learning.torch;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;

/**
 * An operator of libtorch on many tensors in one call: fused ones pass over the memory of each once, and on a card one
 * kernel takes many tensors. The bindings have no method for these, so they are called by name.
 */
public final class FusedOperator {
    private final OperatorHandle operator;
    private final Type.TypePtr elementType;

    private FusedOperator(OperatorHandle operator, Type.TypePtr elementType) {
        this.operator = NativeScope.keep(operator);
        this.elementType = NativeScope.keep(elementType);
    }

    /** @param name such as {@code aten::_fused_sgd_}; one that libtorch does not have is an error at once */
    public static FusedOperator named(String name) {
        return named(name, "");
    }

    /** @param overload of those with the name, such as {@code Scalar} */
    public static FusedOperator named(String name, String overload) {
        Torch.load();
        return new FusedOperator(
                Dispatcher.singleton().findSchemaOrThrow(name, overload), new Type.TypePtr(TensorType.get()));
    }

    /**
     * Calls the operator, unless there is nothing to update.
     *
     * @param lists its first operands: first what is updated, then as many companions, or none
     * @param others its further operands, in the order of its schema
     */
    public void call(List<List<Tensor>> lists, IValue... others) {
        if (!lists.get(0).isEmpty()) {
            operator.callBoxed(operands(lists, others));
        }
    }

    /** The same of an operator that gives a new tensor for each of the first list. */
    public List<Tensor> results(List<List<Tensor>> lists, IValue... others) {
        if (lists.get(0).isEmpty()) {
            return List.of();
        }
        IValueVector stack = operands(lists, others);
        operator.callBoxed(stack);
        return List.of(stack.get(0).toTensorVector().get());
    }

    private IValueVector operands(List<List<Tensor>> lists, IValue... others) {
        return new IValueVector(Stream.concat(lists.stream().map(this::boxed), Arrays.stream(others))
                .toArray(IValue[]::new));
    }

    private IValue boxed(List<Tensor> tensors) {
        GenericList list = new GenericList(elementType);
        tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
        return new IValue(list);
    }
}
