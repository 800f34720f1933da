package io.noisystudent.trainer.testing;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.Precision;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Devices that are the processor, except where a test wants something else of them. */
public final class DeviceDoubles {
    private DeviceDoubles() {}

    /** Does something around a call; {@link Call#go} is the call. */
    public interface Around {
        Object call(Method method, Call call) throws Throwable;
    }

    /** What the processor would do. */
    public interface Call {
        Object go() throws Throwable;
    }

    /** One whose calls go through another. */
    public static Compute of(Around around) {
        return of(around, Compute.cpu(1, Precision.FP32, Kernels.AUTO));
    }

    private static Compute of(Around around, Compute processor) {
        return (Compute) Proxy.newProxyInstance(
                Compute.class.getClassLoader(), new Class<?>[] {Compute.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("with")) {
                        return of(around, processor.with((Precision) arguments[0]));
                    }
                    return around.call(method, () -> invoke(processor, method, arguments));
                });
    }

    private static Object invoke(Compute processor, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(processor, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
