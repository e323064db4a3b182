package io.mixline.encoder.runtime;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.TokenWindow;
import io.mixline.encoder.TokenizedText;
import io.mixline.encoder.runtime.TextInFlight.Window;
import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import java.util.List;

/** Windows of texts that nobody waits for. */
final class TestWindows {

    private TestWindows() {}

    /** The only window of a text of its own. */
    static Window window(Lane lane, int length) {
        TextInFlight text = new TextInFlight(ItemText.of("text", null), lane, new NoTicket());
        return text.tokenized(new TokenizedText(List.of(new TokenWindow(new long[length])), false))
                .get(0);
    }

    private static final class NoTicket implements TextInFlight.Ticket {

        @Override
        public void encoded(EncodedText text) {}

        @Override
        public void failed(EncoderException failure) {}
    }
}
