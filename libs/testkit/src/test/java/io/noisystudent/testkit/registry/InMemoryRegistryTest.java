package io.noisystudent.testkit.registry;

import io.noisystudent.registryclient.Registry;
import java.nio.charset.StandardCharsets;

class InMemoryRegistryTest extends RegistryContract {
    private final InMemoryRegistry registry = new InMemoryRegistry(CLASSES, null);

    @Override
    protected Registry registry() {
        return registry;
    }

    @Override
    protected byte[] onnx(int number) {
        return ("file " + number).getBytes(StandardCharsets.UTF_8);
    }
}
