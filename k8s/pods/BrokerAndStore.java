import io.noisystudent.embedded.EmbeddedKafka;
import io.noisystudent.embedded.EmbeddedObjectStore;
import java.nio.file.Path;

/** The broker and the store of the local stack alone, where the laptop's Services would have them. */
final class BrokerAndStore {
    private BrokerAndStore() {}

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 9092);
                EmbeddedObjectStore store =
                        EmbeddedObjectStore.start(data, 9000, System.getenv("ACCESS_KEY"), System.getenv("SECRET_KEY"))) {
            System.out.println("ready " + kafka.bootstrapServers() + " " + store.process().pid());
            System.in.read();
        }
    }
}
