/* The words of the tour, for readers who never met a neural network. */
#include "lab/story/tour.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

const char *const tour_titles[TOUR_STATIONS] = {
	[TOUR_SOFTMAX] = "The smallest network",
	[TOUR_WEIGHTS] = "What it learned",
	[TOUR_MISTAKES] = "Where it errs",
	[TOUR_NOISE] = "Noise that is a 3",
	[TOUR_SEVEN] = "A 7 that is a 3",
	[TOUR_WHY] = "Why?",
	[TOUR_RETRAIN] = "Does it fool another network?",
	[TOUR_FILTERS] = "What its filters look for",
	[TOUR_HARDENED] = "A network that withstands it",
	[TOUR_SECRET] = "A secret in noise",
};

/* Stands for the number of images that are learned from. */
#define IMAGES "{images}"

static const char *const texts[TOUR_STATIONS] = {
	[TOUR_SOFTMAX] = "It has one weight for each pixel and each digit: to read an image it "
			 "adds up the weights of the inked pixels for every digit, and the "
			 "largest sum wins. It learns from " IMAGES " handwritten digits, in 1,000 "
			 "steps. Each step looks at 100 images and shifts all weights a little, "
			 "so that the right answers become more probable.",
	[TOUR_WEIGHTS] = "Here are its weights, one map for each digit. Where a weight is above "
			 "0 (blue, or + and #), ink speaks for the digit; where it is below 0 "
			 "(red, or - and =), ink speaks against it. Look at the map of the 0: "
			 "its middle speaks against, for there a 0 is empty. You can almost read "
			 "the digits, and this is all that the network knows.",
	[TOUR_MISTAKES] = "Now 200 digits that it never saw in training. These are the first "
			  "ones it gets wrong; under each stands what it is > what the network "
			  "said, and how sure it was of that. Some are hard for you as well. "
			  "Others are not: a sum over pixels has no notion of a stroke.",
	[TOUR_NOISE] = "From here on we look at a convolutional network, which reads some 99 of "
		       "100 digits right. We give it pure noise, and compute for each pixel "
		       "whether more ink there would make a 3 more probable, or less. We change "
		       "all pixels a step that way, and compute again. Watch the numbers; to "
		       "you it stays noise.",
	[TOUR_SEVEN] = "The same with a clear 7, in steps fifty times smaller. Beside the "
		       "picture you see what is added to it. Notice at which step the network "
		       "changes its mind, and whether you would.",
	[TOUR_WHY] = "Integrated gradients divide what an answer is due to among the pixels. Blue "
		     "ones speak for the 3 and against the 7, red ones the other way. No single "
		     "pixel changes the network's mind. But it has hundreds of them, and each is "
		     "moved the way that counts: many small pushes add up, while to you, who sees "
		     "strokes, they are dust.",
	[TOUR_RETRAIN] = "The article that this tour follows left that to its readers. A second "
			 "network of the same build is trained, but from other initial weights, "
			 "on fewer images, and for a short while only. Then it is shown the very "
			 "same picture.",
	[TOUR_FILTERS] = "Back to the first network. Its first layer seeks a few dozen small "
			 "patterns all over the image; here are some. Each has three pictures: "
			 "its weights, its activations where the image is a 3, and the image that "
			 "maximizes its activation, found from noise, step by step, as before. "
			 "Where that is stripes, the filter looks for edges, in a direction of "
			 "its own; where it is plain or speckled, for little more than ink.",
	[TOUR_HARDENED] = "This network is built like the first one. But in training it never saw "
			  "the digits themselves: before each step, an attack changed every pixel "
			  "by up to 0.3 so as to fool it, and it learned from those images. That "
			  "is adversarial training. Now it minds strokes, as you do: compare what "
			  "the two networks want changed for a 3, and what it takes to fool each.",
	[TOUR_SECRET] = "The article's last idea. Each of these images looks like noise; the first "
			"network takes each for a digit, with certainty, and the digits spell a "
			"text. Another network reads other digits, and the checksum tells it so. "
			"It is hiding, not encryption: who has the network's file reads the text.",
};

const char *tour_before(enum tour_station station, uint64_t images, char text[TOUR_TEXT_MAX])
{
	const char *words = texts[station], *mark = strstr(words, IMAGES);
	char number[TEXT_NUMBER_MAX];

	if (mark)
		snprintf(text, TOUR_TEXT_MAX, "%.*s%s%s", (int)(mark - words), words,
			 text_grouped(images, number), mark + strlen(IMAGES));
	else
		snprintf(text, TOUR_TEXT_MAX, "%s", words);
	return text;
}
