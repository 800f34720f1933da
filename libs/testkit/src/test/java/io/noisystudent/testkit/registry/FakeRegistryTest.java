package io.noisystudent.testkit.registry;

import io.noisystudent.registryclient.Registry;
import io.noisystudent.registryclient.RegistryClient;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;

class FakeRegistryTest extends RegistryContract {
    private final FakeRegistry fake = new FakeRegistry(CLASSES);
    private final RegistryClient client = new RegistryClient(fake.uri());

    @AfterEach
    void stop() {
        fake.close();
    }

    @Override
    protected Registry registry() {
        return client;
    }

    @Override
    protected byte[] onnx(int number) {
        return ("file " + number).getBytes(StandardCharsets.UTF_8);
    }
}
