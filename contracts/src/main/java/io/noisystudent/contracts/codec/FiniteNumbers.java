package io.noisystudent.contracts.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses numbers that are infinite or none: Jackson reads {@code 1e400} as infinity, and the text {@code "NaN"} as a
 * number, and no comparison with either says that something is wrong.
 *
 * <p>For what comes from somebody else. What is kept already is read without it.
 */
public final class FiniteNumbers extends SimpleModule {
    private static final long serialVersionUID = 1;

    public FiniteNumbers() {
        super("finite-numbers");
        addDeserializer(double.class, new Finite(double.class, 0.0));
        addDeserializer(Double.class, new Finite(Double.class, null));
    }

    private static final class Finite extends NumberDeserializers.DoubleDeserializer {
        private static final long serialVersionUID = 1;

        private Finite(Class<Double> type, @Nullable Double absent) {
            super(type, absent);
        }

        @Override
        public Double deserialize(JsonParser json, DeserializationContext context) throws IOException {
            String text = json.getText();
            Double value = super.deserialize(json, context);
            if (value != null && !Double.isFinite(value)) {
                context.reportInputMismatch(this, "'%s' is no finite number; send one within 1.8e308", text);
            }
            return value;
        }
    }
}
